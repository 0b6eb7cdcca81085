# Built with everything, run with what the product needs.
FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json .swcrc nest-cli.json tsconfig.json ./
COPY src ./src
COPY migrations ./migrations
COPY demo ./demo
RUN npm ci && npm prune --omit=dev --omit=optional

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/migrations ./dist/migrations
COPY campaigns ./campaigns
# A volume that is new takes the owner of what it is mounted on.
RUN mkdir -p /var/lib/seatback && chown node:node /var/lib/seatback
USER node
CMD ["node", "dist/src/main.js"]
