// Creates and lists reports at Grafana, ThousandEyes and CheckCentral; what an application would import.

export class VendorError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(url, { tries = 4, pause = 1000, ...options } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000), ...options });
    if (response.ok) return response.json();
    if (response.status !== 503 || attempt === tries) {
      const body = await response.json().catch(() => ({}));
      throw new VendorError(response.status, body.message ?? body.errorMessage ?? body.error?.message ?? response.statusText);
    }
    await new Promise((resolve) => setTimeout(resolve, pause * 2 ** (attempt - 1)));
  }
}

const post = (body) => ({ method: 'POST', body: JSON.stringify(body) });
const json = { 'Content-Type': 'application/json' };

export class Grafana {
  constructor(url, token, options = {}) {
    this.url = `${url}/api/reports`;
    this.options = { ...options, headers: { ...json, Authorization: `Bearer ${token}` } };
  }

  async list() {
    return (await call(this.url, this.options)).map(({ id, name }) => ({ id: String(id), name }));
  }

  async create(name, recipients) {
    const body = { name, recipients: recipients.join(','), schedule: { frequency: 'weekly' } };
    const { id } = await call(this.url, { ...this.options, ...post(body) });
    return { id: String(id), name };
  }
}

export class ThousandEyes {
  constructor(url, user, token, options = {}) {
    this.url = `${url}/v7/reports`;
    this.options = { ...options, headers: { ...json, Authorization: `Basic ${btoa(`${user}:${token}`)}` } };
  }

  async list() {
    return (await call(this.url, this.options)).map(({ reportId, title }) => ({ id: reportId, name: title }));
  }

  async create(name) {
    const [{ reportId }] = await call(`${this.url}/create`, { ...this.options, ...post({ title: name }) });
    return { id: reportId, name };
  }
}

export class CheckCentral {
  constructor(url, token, options = {}) {
    this.address = (method) => `${url}/${method}/?apiToken=${encodeURIComponent(token)}`;
    this.options = { ...options, headers: json };
  }

  async list() {
    const { reports } = await call(this.address('getReports'), this.options);
    return reports.map(({ id, name }) => ({ id, name }));
  }

  async create(name, emails) {
    const body = { name, report_type: 'digest', recipients: { emails } };
    const { report } = await call(this.address('createReport'), { ...this.options, ...post(body) });
    return { id: report.id, name };
  }
}
