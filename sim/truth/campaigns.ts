import { startLocalGramd } from '../run/local-gramd.ts'
import { folderOf } from '../run/program.ts'
import type { CampaignReport } from '../campaigns/report.ts'
import { CAMPAIGN_ACCOUNTS, CAMPAIGN_SPEED, runCampaign } from '../campaigns/run.ts'

/** Runs a campaign of fifty creators on a gramd of its own, and judges its results. */
export async function judgeCampaigns(seed: string, signal: AbortSignal): Promise<CampaignReport> {
  const startedAt = performance.now()
  const worldAt = new Date()
  const gramd = await startLocalGramd({
    folder: folderOf('campaigns'),
    accounts: CAMPAIGN_ACCOUNTS,
    speed: CAMPAIGN_SPEED,
    seed,
    worldAt,
    port: 0,
  })
  try {
    return await runCampaign({ gramd, seed, worldAt, startedAt, signal })
  } finally {
    await gramd.stop()
  }
}
