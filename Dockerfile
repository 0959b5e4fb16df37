# syntax=docker/dockerfile:1

# Node 26 is the newest long-term release: it became one on 28 October 2026 and is kept until April
# 2029. The program itself needs 20.19 or newer.
ARG NODE_IMAGE=node:26-trixie-slim

# ---- build: everything that compiling needs, nothing of which stays ----------------------------
FROM ${NODE_IMAGE} AS build
WORKDIR /app
# The dependencies first: this layer is built again only when the lock file changes.
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
COPY validators ./validators
COPY scripts/bundle.mjs ./scripts/
RUN npm run build && npm prune --omit=dev

# ---- run: Node, the compiled program and its libraries -----------------------------------------
FROM ${NODE_IMAGE}
ENV NODE_ENV=production
# Serving allocates next to nothing, so a small nursery costs no time; while 100,000 zones are loaded
# it saves some 20 MB at the peak.
ENV NODE_OPTIONS=--max-semi-space-size=2

# Port 53 without root: the capability is given to the binary, so that a plain user may bind it, also
# with `--network=host`. A container that drops all capabilities must add this one back
# (--cap-drop=ALL --cap-add=NET_BIND_SERVICE), or the kernel refuses to start the binary.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libcap2-bin \
 && setcap cap_net_bind_service=+ep "$(command -v node)" \
 && apt-get purge -y --auto-remove libcap2-bin \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist/program ./dist/program
RUN ln -s /app/dist/program/main.js /usr/local/bin/fivenines \
 && chmod 755 /app/dist/program/main.js \
 && install -d -o 1000 -g 1000 /state /zones

# By number, so that an orchestrator can see that it is not root. It is the image's own user "node".
USER 1000:1000

# /zones is mounted, read-only if you like. /state keeps the last good zones over a restart. Nothing
# else is written: run with --read-only.
VOLUME ["/zones", "/state"]
EXPOSE 53/udp 53/tcp

# Asks the admin endpoint on the container's own loopback whether queries are being answered.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["fivenines", "healthcheck"]

STOPSIGNAL SIGTERM
ENTRYPOINT ["fivenines"]
CMD ["serve", "--zones", "/zones", "--state", "/state", "--listen", "0.0.0.0:53", "--listen", "[::]:53"]
