# The application of the examples, and its tests: `docker compose -f deploy/compose.yaml …` builds it.
FROM python:3.12-slim
WORKDIR /application
COPY constraints.txt ./
RUN pip install --no-cache-dir --constraint constraints.txt flask requests pytest
COPY examples/report_hub report_hub
COPY deploy/tests tests
USER 65532:65532
EXPOSE 5000
CMD ["flask", "--app", "report_hub.hub", "run", "--host", "0.0.0.0"]
