// Lints the OpenAPI document of all features, without a network and a database. Part of `npm run check`.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describeWholeApi } from './whole-app.ts'

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'operation-operationId': 'error',
    'operation-description': 'off',
    // /api/relations/pairs and its like are declared before /api/relations/{id}, which takes ids alone.
    'no-ambiguous-paths': 'off',
  },
})
const source = JSON.stringify(describeWholeApi(), null, 1)
const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
for (const { ruleId, message, location } of problems)
  console.error(`openapi: ${ruleId}: ${message} (${location[0]?.pointer ?? '#'})`)
if (problems.length > 0) process.exitCode = 1
