import { createHash } from 'node:crypto'

/**
 * A phone as the app describes it: `device` in the User-Agent (API level/release; density; screen;
 * maker; model; device; hardware), `build` in web views.
 */
export type Phone = { device: string; build: string }

const phone = (build: string, device: string): Phone => ({ build, device })

/**
 * The phones of new accounts: common models of several makers with Android 10 to 15, as they appear
 * to web pages inside the app; all run the app's current builds (Android 9 and later). An account
 * keeps its phone, which its seed selects by index: this list must never change. A newer one is
 * another list in `PHONE_LISTS`.
 */
const PHONES_2026: readonly Phone[] = [
  phone('QP1A.190711.020', '29/10; 420dpi; 1080x2042; samsung; SM-G973F; beyond1; exynos9820'),
  phone('RP1A.200720.012', '30/11; 420dpi; 1080x2273; samsung; SM-A515F; a51; exynos9611'),
  phone('SD1A.210817.036', '31/12; 420dpi; 1080x2209; Google/google; Pixel 6; oriole; oriole'),
  phone(
    'SKQ1.211019.001',
    '31/12; 440dpi; 1080x2168; Xiaomi/Redmi; Redmi Note 9 Pro; joyeuse; qcom',
  ),
  phone('TP1A.220624.014', '33/13; 450dpi; 1080x2177; samsung; SM-A536B; a53x; s5e8825'),
  phone('TKQ1.221114.001', '33/13; 440dpi; 1080x2177; Xiaomi/Redmi; 2201117TG; spes; qcom'),
  phone('TKQ1.220829.002', '33/13; 440dpi; 1080x2166; Xiaomi; 2109119DG; lisa; qcom'),
  phone(
    'TP1A.220624.014',
    '33/13; 440dpi; 1080x2190; Xiaomi/Redmi; 21091116UG; pissarropro; mt6877',
  ),
  phone('UP1A.231005.007', '34/14; 450dpi; 1080x2408; samsung; SM-M236B; m23xq; qcom'),
  phone('UP1A.231005.007', '34/14; 450dpi; 1080x2340; samsung; SM-A155F; a15; mt6789'),
  phone('UP1A.231005.007', '34/14; 450dpi; 1080x2207; samsung; SM-A235F; a23; qcom'),
  phone('UQ1A.240205.004', '34/14; 420dpi; 1080x2400; Google/google; Pixel 7; panther; panther'),
  phone('UP1A.231005.007', '34/14; 440dpi; 1080x2400; Xiaomi/Redmi; 22101316G; ruby; mt6877'),
  phone('HONORCLK-L42', '34/14; 480dpi; 1080x2304; HONOR; CLK-LX2; HNCLK-Q; qcom'),
  phone('UP1A.231005.007', '34/14; 480dpi; 1080x2290; realme; RMX3782; RE5C6CL1; mt6835'),
  phone('AP3A.240905.015.A2', '35/15; 450dpi; 1080x2340; samsung; SM-A556E; a55x; s5e8845'),
  phone('AP3A.240905.015.A2', '35/15; 450dpi; 1080x2340; samsung; SM-A165F; a16; mt6789'),
  phone('AP3A.240905.015.A2', '35/15; 480dpi; 1080x2340; samsung; SM-S928B; e3q; qcom'),
  phone('AQ3A.240829.003', '35/15; 440dpi; 1080x2400; Xiaomi/Redmi; 23129RA5FL; sapphire; qcom'),
  phone('AQ3A.240912.001', '35/15; 440dpi; 1080x2460; Xiaomi/Redmi; 23076RN4BI; sky; qcom'),
  phone('AP3A.240905.015.A2', '35/15; 480dpi; 1220x2712; Xiaomi/POCO; 2311DRK48G; duchamp; mt6897'),
  phone('AP3A.240617.008', '35/15; 480dpi; 1080x2412; OPPO; CPH2531; OP5705L1; mt6877'),
]

/** The lists by the prefix of a seed before its colon. */
export const PHONE_LISTS: ReadonlyMap<string, readonly Phone[]> = new Map([['2026', PHONES_2026]])

/** The phone of a seed; null for a seed without a list, for which the client library chooses. */
export function phoneOf(deviceSeed: string): Phone | null {
  const [list, rest] = deviceSeed.split(':', 2)
  const phones = rest === undefined ? undefined : PHONE_LISTS.get(list ?? '')
  if (!phones) return null
  const place = createHash('sha256').update(deviceSeed).digest().readUInt32BE() % phones.length
  return phones[place] ?? null
}
