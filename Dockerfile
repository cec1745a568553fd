# One image for every role: `docker run … serve`, `worker`, `migrate`, `admin <command>`. Data and files are in /data.
# The version of Node is the one package.json pins.
FROM node:24.21.0-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY contracts/package.json contracts/
COPY sdk/package.json sdk/
COPY server/package.json server/
COPY web/package.json web/

# The web app: everything that is needed to build it stays behind in this stage.
FROM manifests AS web
RUN npm ci --no-audit --no-fund --workspace web --workspace sdk --workspace contracts
COPY . .
RUN node --input-type=module --eval "import { buildWeb } from './scripts/build-web.mjs'; await buildWeb();"

# What the server imports, and nothing else. Scripts of packages are not run: none is needed.
FROM manifests AS packages
RUN npm ci --no-audit --no-fund --ignore-scripts --omit=dev --workspace server --workspace contracts

FROM node:24.21.0-slim
ENV NODE_ENV=production ENVIRONMENT=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data LOG_FORMAT=json
WORKDIR /app
COPY --from=packages /app ./
COPY contracts contracts
COPY server server
COPY --from=web /app/web/dist web/dist
RUN install -d -o node -g node -m 700 /data
USER node
VOLUME /data
EXPOSE 8000
# A worker answers on the same port where WORKER_PORT says so.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch('http://127.0.0.1:' + process.env.PORT + '/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "server/main.ts"]
CMD ["serve"]
