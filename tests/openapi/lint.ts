// Lints the OpenAPI document of all features, without a network and a database. Part of `npm run check`.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describeWholeApi } from './whole-app.ts'

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'operation-operationId': 'error',
    'operation-description': 'off',
    'no-ambiguous-paths': 'error',
  },
})
/** Their fixed words are declared before ids, which no word can be; routes.test.ts asks each. */
const FIXED_WORDS_FIRST = /^#\/paths\/~1api~1(ig|relations)~1/

const source = JSON.stringify(describeWholeApi(), null, 1)
const found = await lintFromString({ source, absoluteRef: 'openapi.json', config })
const problems = found.filter(
  ({ ruleId, location }) =>
    ruleId !== 'no-ambiguous-paths' || !FIXED_WORDS_FIRST.test(location[0]?.pointer ?? ''),
)
for (const { ruleId, message, location } of problems)
  console.error(`openapi: ${ruleId}: ${message} (${location[0]?.pointer ?? '#'})`)
if (problems.length > 0) process.exitCode = 1
