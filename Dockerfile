# Serves the packaged graph to everybody who can reach port 8000; nobody can write. See docs/deployment.md.
FROM python:3.11-slim AS made
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/oxiana
COPY requirements.lock /source/
RUN /opt/oxiana/bin/python -m pip install --require-hashes -r /source/requirements.lock
COPY . /source/
RUN /opt/oxiana/bin/python -m pip install --no-deps --no-build-isolation /source \
 && /opt/oxiana/bin/oxiana build --data /var/lib/oxiana \
 && chmod -R a+rX /var/lib/oxiana

FROM python:3.11-slim
COPY --from=made /opt/oxiana /opt/oxiana
COPY --from=made /var/lib/oxiana /var/lib/oxiana
ENV OXIANA_DATA=/var/lib/oxiana PYTHONDONTWRITEBYTECODE=1
USER 65534:65534
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["/opt/oxiana/bin/python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
ENTRYPOINT ["/opt/oxiana/bin/oxiana"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--log-format", "json"]
