# syntax=docker/dockerfile:1

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY src src
COPY migrations migrations
COPY ui ui
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
LABEL org.opencontainers.image.title="tokenstore" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    TOKENSTORE_HOST=0.0.0.0 \
    TOKENSTORE_INSTANCE_PATH=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY LICENSE ./
# Any uid will do as long as its group is 0, as it is with an arbitrary uid. Nothing but /data is written.
RUN mkdir /data && chgrp 0 /data && chmod 0770 /data
VOLUME /data
USER 10001:0
EXPOSE 5000
# The port is that of the environment; a settings file that names another needs a health check of its own.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${Number(process.env.TOKENSTORE_PORT) || 5000}/livez`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As the first process of the container it gets the signals itself: SIGTERM ends it in order, and it has no children.
CMD ["node", "dist/src/main.js", "serve"]
