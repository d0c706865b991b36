# Every image of ours but the broker's:  docker build --target service --build-arg SERVICE=clue-transfer .
# No "syntax" line on purpose: it would have to be pulled, and the engine's own frontend knows all that is used here.
#
# npm: on a machine whose npm needs settings of its own (a registry, credentials), give them as a secret; they reach no layer:
#   docker build --secret id=npmrc,src="$(npm config get userconfig)" …      (docker-compose.yml does it by XIEZHI_NPMRC)

FROM node:24-bookworm-slim AS node
WORKDIR /xiezhi
ENV NODE_ENV=production

# The manifests alone: npm's stages below see other bytes only when a dependency changed, whatever changed in the sources.
FROM node AS manifests
COPY . /source
RUN cd /source && find . -name package.json | while read -r file; do mkdir -p "/xiezhi/${file%/*}" && cp "$file" "/xiezhi/$file"; done \
 && cp package-lock.json .npmrc /xiezhi/

# The compiler, by the same lock. One stage for all services: it costs once.
FROM node AS tools
COPY --from=manifests /xiezhi ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=cache,target=/root/.npm \
    npm ci --include=dev --workspaces=false --ignore-scripts --loglevel=error

# One file per service: our own libraries inlined, npm packages left outside (rolldown.config.mjs). 0.2 s each.
FROM tools AS bundles
COPY . .
RUN <<END
set -eu
mkdir -p node_modules/@xiezhi
for library in libs/*; do ln -sfn "../../$library" "node_modules/@xiezhi/${library#libs/}"; done
for main in apps/*/src/main.ts tools/containers/provision/src/main.ts; do
  [ -e "$main" ] || continue
  (cd "${main%/src/main.ts}" && /xiezhi/node_modules/.bin/rolldown -c /xiezhi/rolldown.config.mjs)
done
END

# The browser client: its packages are only needed to build it, and reach no image.
FROM tools AS web
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=cache,target=/root/.npm \
    npm ci --include=dev -w @xiezhi/web --include-workspace-root --ignore-scripts --loglevel=error
COPY . .
RUN cd apps/web && /xiezhi/node_modules/.bin/vite build --logLevel warn

# What the services need at run time, by the lock. They need nearly the same packages, so by default they share ONE layer: one
# npm ci instead of six, 85 MB instead of 510. PACKAGES_OF=<service> makes an image that holds that service's packages and no other.
# The links to our own libraries would lead nowhere: those are in the bundle.
FROM node AS packages
ARG PACKAGES_OF
COPY --from=manifests /xiezhi ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc --mount=type=cache,target=/root/.npm <<END
set -eu
apps="${PACKAGES_OF:-$(grep -l '"@xiezhi/service"' apps/*/package.json | cut -d/ -f2)}"
npm ci --omit=dev --omit=optional --ignore-scripts --loglevel=error $(printf ' -w @xiezhi/%s' $apps)
rm -rf node_modules/@xiezhi node_modules/.package-lock.json
END

FROM node AS provision
LABEL org.opencontainers.image.title="xiezhi/provision"
COPY --from=packages /xiezhi/node_modules node_modules
COPY --from=bundles /xiezhi/tools/containers/provision/dist tools/containers/provision/dist
USER node
CMD ["node", "--enable-source-maps", "--disable-warning=TimeoutNegativeWarning", "tools/containers/provision/dist/main.mjs"]

FROM node AS service
COPY --from=packages /xiezhi/node_modules node_modules
ARG SERVICE
LABEL org.opencontainers.image.title="xiezhi/$SERVICE"
COPY --from=packages /xiezhi/apps/$SERVICE apps/$SERVICE
COPY packs packs
COPY --from=bundles /xiezhi/apps/$SERVICE/dist apps/$SERVICE/dist
COPY tools/containers/loopback.mjs tools/containers/
WORKDIR /xiezhi/apps/$SERVICE
ENV XIEZHI_HOST=0.0.0.0 XIEZHI_PORT=8080
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --retries=4 --start-period=120s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.XIEZHI_PORT}/health/ready`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "dist/main.mjs"]

# The portal serves the browser client as well: docker build --target portal --build-arg SERVICE=portal .
FROM service AS portal
COPY --from=web /xiezhi/apps/web/dist ../web/dist
