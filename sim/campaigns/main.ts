// Fifty creators of a campaign, and what gramd says of them: `npm run campaigns [-- --help]`.
import { addAccounts } from '../run/accounts.ts'
import { minutesSince, readReferee, violationFailures } from '../run/report.ts'
import { runProgram } from '../run/program.ts'
import { worldOf } from '../run/world.ts'
import { judgeCampaign, publishScripts, readCreators, setUpCampaign, waitUntil } from './run.ts'
import { buildParticipants, COURSE_MS } from './scenario.ts'
import { describeVerdict, verdictFailures, type CampaignReport } from './report.ts'

const HOUR = 3_600_000

await runProgram({
  name: 'campaigns',
  summary: 'runs a campaign of fifty creators, and compares its results with what they did',
  options: {},
  minutes: 15,
  port: 8007,
  setUp: ({ speed }) => ({ speed: Math.max(speed, 1_500) }),
  async run({ gramd, options, worldAt, startedAt, signal }): Promise<CampaignReport> {
    // The creators are read once before the campaign begins.
    const startsAt = worldAt.getTime() + 12 * HOUR
    const world = worldOf({ seed: options.seed, worldAt })
    const participants = buildParticipants(world, startsAt)
    const ids = await publishScripts(gramd, participants)
    await addAccounts(gramd)
    const isRead = await readCreators(gramd, participants, signal)
    const id = await setUpCampaign(gramd, participants, { name: 'Botam winter', startsAt })
    const hasEnded = await waitUntil(gramd, startsAt + COURSE_MS + 30 * HOUR, signal)
    const verdict = await judgeCampaign(gramd, id, { participants, ids })
    const { violations, accounts } = await readReferee(gramd.control)
    const requests = Object.values(accounts).reduce((sum, each) => sum + each.requests, 0)
    const failures = [
      ...(isRead && hasEnded ? [] : ['time ran out before the campaign had ended']),
      ...verdictFailures(verdict),
      ...violationFailures(violations),
    ]
    return { minutes: minutesSince(startedAt), requests, ...verdict, failures }
  },
  describe: describeVerdict,
})
