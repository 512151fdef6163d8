import { Registry } from 'prom-client'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { ALERT_METRICS } from '../../src/alerts/metrics.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import { registerCounters, registerGauges } from '../../src/base/metrics.ts'
import { expect, test } from '../fixtures/test.ts'
import { aCourier, aReceiver, aTelegram, aWebhook, status } from './kit.ts'

test('attempts are counted by channel and outcome; alerts of the last hour and what waits are read', async ({
  db,
}) => {
  const registry = new Registry()
  const count = registerCounters(registry, ALERT_METRICS)
  const declarations = [{ alertKinds: Object.values(CORE_ALERTS) }]
  const onFault = (error: unknown) => expect.unreachable(String(error))
  registerGauges(registry, ALERT_METRICS, { db, declarations }, onFault)
  const webhook = await aReceiver(status(410))
  const telegram = await aReceiver(status(503))
  await raiseAlert(db, { ...CORE_ALERTS.proxy_dead, cause: 'proxy_failed' })

  aCourier(db, [aWebhook(webhook.url), aTelegram(telegram.url)], { count })

  await expect
    .poll(async () => (await registry.metrics()).split('\n'))
    .toEqual(
      expect.arrayContaining([
        'gramd_notification_attempts_total{channel="webhook",outcome="failed"} 1',
        'gramd_notification_attempts_total{channel="telegram",outcome="retried"} 1',
        // So that the first failure is an increase, too.
        'gramd_notification_attempts_total{channel="telegram",outcome="failed"} 0',
        'gramd_pending_notification_deliveries{channel="webhook"} 0',
        'gramd_pending_notification_deliveries{channel="telegram"} 1',
        expect.stringMatching(
          /^gramd_oldest_pending_delivery_age_seconds\{channel="telegram"\} \d+\.\d+$/,
        ),
        'gramd_recent_alerts{kind="proxy_dead",severity="critical"} 1',
        'gramd_recent_alerts{kind="pool_empty",severity="critical"} 0',
      ]),
    )
})
