import { readHold } from '../../../../ai/money/hold.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import { TRANSLATION_SERVICES, type TranslationService } from '../../../../settings/translation.ts'
import { TranslationServiceError } from '../../../../platforms/ports/translation/translation-error.ts'
import type { ServiceUsage } from '../../../../platforms/ports/translation/translator.ts'
import { isSetUp, type TranslationServices } from '../candidates.ts'
import { readLanguages, readRest } from '../store/services.ts'
import { tags } from '../translation-view.ts'
import { monthlyLimit, readMonthlyUsage } from '../store/usage.ts'

const operation = operationsFor<TranslationServices>()

const Codes = z.array(z.string())

const ServiceView = z
  .object({
    service: z.enum(TRANSLATION_SERVICES),
    is_set_up: z.boolean().openapi({ description: 'It has a key and is in the order' }),
    place: z.int().nullable().openapi({
      description: 'When gramd asks it, from 1; null: never (GRAMD_TRANSLATION_SERVICES)',
    }),
    sources: Codes.nullable().openapi({ description: 'Null: any, or not known' }),
    targets: Codes.nullable(),
    characters: z.number().openapi({ description: 'Sent by gramd in this month of UTC' }),
    cost_usd: z.number(),
    monthly_limit: z.number().nullable().openapi({ description: 'Of gramd’s settings' }),
    account: z
      .object({ characters: z.number(), limit: z.number().nullable() })
      .nullable()
      .openapi({ description: 'What the service says of its own period; null: it says nothing' }),
    trouble: z
      .object({ code: z.string(), detail: z.string() })
      .nullable()
      .openapi({ description: 'Why it is not asked now, or what it answered' }),
  })
  .openapi('TranslationService')

type ServiceView = z.output<typeof ServiceView>

export const serviceOperations = {
  listTranslationServices: operation.get({
    path: '/api/translations/services',
    access: 'publishing:read',
    tags,
    summary: 'Which services translate, their languages, and the characters of this month',
    answer: z.object({ data: z.array(ServiceView) }),
    success: 'The services, those that gramd asks first',
    async run(_, services, { http }) {
      const usage = await readMonthlyUsage(services.db)
      const order = services.config.translationServices
      const all = [...new Set([...order, ...TRANSLATION_SERVICES])]
      const data = await Promise.all(
        all.map(async (service): Promise<ServiceView> => {
          const place = order.indexOf(service) + 1
          const ready = place > 0 && isSetUp(services, service)
          return {
            service,
            is_set_up: ready,
            place: place === 0 ? null : place,
            ...(usage.get(service) ?? { characters: 0, cost_usd: 0 }),
            monthly_limit: monthlyLimit(services.config, service) ?? null,
            ...(ready ? await lookAt(services, service, http.req.raw.signal) : NOTHING),
          }
        }),
      )
      return { data }
    },
  }),
}

type ServiceStatus = Pick<ServiceView, 'sources' | 'targets' | 'account' | 'trouble'>
const NOTHING: ServiceStatus = { sources: null, targets: null, account: null, trouble: null }

async function lookAt(
  { db, translators }: TranslationServices,
  service: TranslationService,
  signal: AbortSignal,
): Promise<ServiceStatus> {
  if (service === 'model') {
    const hold = await readHold(db)
    return { ...NOTHING, trouble: hold && { code: hold.code, detail: hold.message } }
  }
  const translator = translators[service]
  if (!translator) return NOTHING
  const rest = await readRest(db, service, translator)
  if (rest) {
    const { code, message } = new TranslationServiceError(rest.fault, rest.message)
    return { ...NOTHING, trouble: { code, detail: message } }
  }
  try {
    const { sources, targets } = await readLanguages(db, service, translator, signal)
    const account: ServiceUsage | null = (await translator.usage?.(signal)) ?? null
    const codesOf = (languages: readonly { language: string }[]) =>
      languages.map(({ language }) => language).toSorted()
    return { sources: codesOf(sources), targets: codesOf(targets), account, trouble: null }
  } catch (thrown) {
    if (!(thrown instanceof TranslationServiceError)) throw thrown
    return { ...NOTHING, trouble: { code: thrown.code, detail: thrown.message } }
  }
}
