import { defineConfig } from 'vitest/config'
import { PLAN_TESTS } from './tests/fixtures/plan-tests.ts'

/** Tests that were written for `npm test`. */
const FAST_TESTS = {
  testTimeout: 60_000,
  expect: { poll: { timeout: 20_000, interval: 20 } },
}

/** The suites that take minutes, each a command of its own in package.json. */
export default defineConfig({
  test: {
    testTimeout: 30 * 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    disableConsoleIntercept: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'model',
          include: ['tests/model/*.model.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'plans',
          include: PLAN_TESTS,
          globalSetup: ['tests/fixtures/global-setup.ts'],
          isolate: false,
          expect: FAST_TESTS.expect,
        },
      },
      { extends: true, test: { name: 'crash', include: ['tests/crash/*.crash.ts'] } },
      {
        extends: true,
        test: {
          name: 'crash-ai',
          include: ['tests/crash/analyze/*.crash.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'crash-own-media',
          include: ['tests/crash/own-media/*.crash.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'crash-catalog',
          include: ['tests/crash/catalog/*.crash.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'crash-publishing',
          include: ['tests/crash/publishing/*.crash.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/console/*.browser.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
          isolate: false,
          expect: FAST_TESTS.expect,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['tests/**/*.slow.ts'],
          exclude: ['tests/{backup,image}/**', 'tests/e2e/{main-job,demo}.slow.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
          isolate: false,
          ...FAST_TESTS,
        },
      },
      {
        extends: true,
        test: {
          name: 'simulator',
          include: ['tests/sim/**/*.test.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
          isolate: false,
          ...FAST_TESTS,
        },
      },
      { extends: true, test: { name: 'main-job', include: ['tests/e2e/{main-job,demo}.slow.ts'] } },
      { extends: true, test: { name: 'image', include: ['tests/image/*.slow.ts'] } },
      {
        extends: true,
        test: {
          name: 'docs',
          include: ['tests/docs/*.docs.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'clients',
          include: ['tests/openapi/*.clients.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'backup',
          include: ['tests/backup/*.slow.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      },
      ...['fuzz', 'raw', 'readers', 'writers', 'attack'].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`tests/attack/${name}.attack.ts`],
          globalSetup: ['tests/fixtures/global-setup.ts'],
        },
      })),
      {
        extends: true,
        test: {
          name: 'network',
          include: ['tests/network/*.network.ts'],
          globalSetup: ['tests/fixtures/global-setup.ts'],
          isolate: false,
          ...FAST_TESTS,
          testTimeout: 5 * 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'rolling', include: ['tests/rolling/*.rolling.ts'] },
      },
      { extends: true, test: { name: 'soak', include: ['tests/soak/*.soak.ts'] } },
      { extends: true, test: { name: 'benches', include: ['tests/benches/*.bench.ts'] } },
    ],
  },
})
