# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package has to run anything at its installation: what is not JavaScript comes built.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY src src
COPY migrations migrations
COPY ui ui
RUN npm run build && chmod 0755 dist/src/main.js

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts
# Half of it is for compilers, debuggers and other platforms. TypeScript is wanted by a plugin of @nestjs/swagger for builds.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
 && find node_modules/sqlite/prebuilds -type f ! -name "linux-$(node -p process.arch).node" -delete \
 && rm -rf node_modules/sqlite/deps node_modules/sqlite/src node_modules/typescript

FROM node:24-slim
ARG VERSION=unknown
LABEL org.opencontainers.image.title="tokenstore" \
      org.opencontainers.image.description="Keeps people's OAuth 2.0 grants sealed, alive and fresh" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    TOKENSTORE_HOST=0.0.0.0 \
    TOKENSTORE_INSTANCE_PATH=/data
WORKDIR /app
# Nothing is installed here any more. Any uid will do as long as its group is 0, as it is with an arbitrary uid; nothing but
# /data is written.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn* /opt/yarn* \
 && ln -s /app/dist/src/main.js /usr/local/bin/tokenstore \
 && mkdir /data && chgrp 0 /data && chmod 0770 /data
COPY LICENSE package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
VOLUME /data
USER 10001:0
EXPOSE 5000
# The port is that of the environment; a settings file that names another needs a health check of its own.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${Number(process.env.TOKENSTORE_PORT) || 5000}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As the first process of the container it gets the signals itself: SIGTERM ends it in order.
CMD ["tokenstore", "serve"]
