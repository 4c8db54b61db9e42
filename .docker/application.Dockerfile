# The application as an image: built by publish.sh and by Dagger's function build. BuildKit is needed.
#   docker build --file .docker/application.Dockerfile --tag application .
ARG BASE=python:3.13-slim

FROM ${BASE} AS packages
WORKDIR /build
RUN python -m venv --without-pip /opt/venv
# A pattern, so that an application without requirements is built as well.
COPY requirements.tx[t] ./
# pip's cache is a volume of the builder: a changed line downloads one package again, not all.
RUN --mount=type=cache,target=/root/.cache/pip \
    if [ -s requirements.txt ]; then \
      python -m pip --python /opt/venv/bin/python --disable-pip-version-check install --requirement requirements.txt; \
    fi

FROM ${BASE}
ARG BASE
LABEL org.opencontainers.image.base.name="${BASE}"
ENV PATH="/opt/venv/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app
# What changes least comes first: requirements seldom, the source with each commit.
COPY --from=packages /opt/venv /opt/venv
# A checkout has whatever modes its umask gave: the application reads its files and cannot change them.
COPY --chmod=0755 src ./
# Number, not name, so that a cluster sees that it is not root.
USER 10001:10001
# No HEALTHCHECK: a command that ends by itself tells how it went by its exit code.
ENTRYPOINT ["python", "/app/main.py"]
