# The mock server in a small image: `docker build -t mocksrv .`, `docker run -p 127.0.0.1:4280:4280 mocksrv`.
# It runs as nobody in particular, writes no file, and wants no capability: `--read-only --cap-drop ALL` suit it.
FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY mockserver mockserver
COPY specs specs
COPY fixtures fixtures
RUN python -m venv /opt/mocksrv && /opt/mocksrv/bin/pip install --no-cache-dir --constraint constraints.txt '.[viewer]'

FROM python:3.12-slim
COPY --from=build /opt/mocksrv /opt/mocksrv
ENV PATH=/opt/mocksrv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 MOCKSRV_HOST=0.0.0.0 MOCKSRV_CACHE=false
USER 65532:65532
WORKDIR /documents
EXPOSE 4280
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ.get(\"MOCKSRV_PORT\", 4280)}/__admin/health', timeout=2)"]
ENTRYPOINT ["mockserver"]
CMD ["serve"]
