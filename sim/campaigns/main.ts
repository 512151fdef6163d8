// Fifty creators of a campaign, and what gramd says of them: `npm run campaigns [-- --help]`.
import { runProgram } from '../run/program.ts'
import { describeCampaign } from './report.ts'
import { CAMPAIGN_ACCOUNTS, CAMPAIGN_SPEED, runCampaign } from './run.ts'

await runProgram({
  name: 'campaigns',
  summary: 'runs a campaign of fifty creators, and compares its results with what they did',
  options: {},
  minutes: 15,
  // More at once would make each reading last hours of the fast clock.
  accounts: CAMPAIGN_ACCOUNTS,
  port: 8007,
  setUp: ({ speed }) => ({ speed: Math.max(speed, CAMPAIGN_SPEED) }),
  run: async ({ gramd, options, worldAt, startedAt, signal }) =>
    await runCampaign({ gramd, seed: options.seed, worldAt, startedAt, signal }),
  describe: describeCampaign,
})
