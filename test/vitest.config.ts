import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/{server,wire,faults,types,docs,package}/**/*.test.ts'],
          globalSetup: ['test/server/redis-server.ts'],
          testTimeout: 30_000,
          expect: { poll: { timeout: 10_000, interval: 20 } },
        },
      },
      { test: { name: 'dom', include: ['test/plugin/**/*.test.ts'], environment: 'happy-dom' } },
      {
        test: {
          name: 'browser',
          include: ['test/{browser,soak}/**/*.test.ts'],
          globalSetup: ['test/browser/chromium.ts', 'test/server/redis-server.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 10_000, interval: 20 } },
        },
      },
    ],
  },
})
