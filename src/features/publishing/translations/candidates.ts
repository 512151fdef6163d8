import type { AiContext } from '../../../ai/services.ts'
import type {
  SourceLanguage,
  TargetLanguage,
  Translator,
} from '../../../platforms/ports/translation/translator.ts'
import type { TranslationService } from '../../../settings/translation.ts'
import type { Services } from '../../services.ts'
import { modelLanguage, modelTranslator } from './model-translator.ts'
import { readLanguages } from './store/services.ts'
import type { TranslationAiServices } from './translation-kind.ts'

/** The services that translating needs; every feature has them. */
export type TranslationServices = TranslationAiServices &
  Pick<Services, 'translators' | 'log' | 'config'>

export type LanguagePair = { from: SourceLanguage; to: TargetLanguage }

/** A service that may be asked. */
export type Candidate = {
  service: TranslationService
  translator: Omit<Translator, 'languages'>
  /** Null for a pair that it does not translate. Rejects as the service does. */
  pair(from: string, to: string): Promise<LanguagePair | null>
}

/** The services that are set up, in the order of the setting. */
export const isSetUp = (
  { translators, openai }: Pick<TranslationServices, 'translators' | 'openai'>,
  service: TranslationService,
): boolean => (service === 'model' ? openai !== null : translators[service] !== undefined)

export function candidatesOf(services: TranslationServices, signal: AbortSignal): Candidate[] {
  const { config, translators } = services
  return config.translationServices.flatMap((service): Candidate[] => {
    if (!isSetUp(services, service)) return []
    if (service === 'model') return [modelCandidate({ services, signal, log: services.log })]
    const translator = translators[service]
    return translator ? [remoteCandidate(services, service, translator, signal)] : []
  })
}

function remoteCandidate(
  { db }: TranslationServices,
  service: 'deepl' | 'google',
  translator: Translator,
  signal: AbortSignal,
): Candidate {
  return {
    service,
    translator,
    async pair(from, to) {
      const { sources, targets } = await readLanguages(db, service, translator, signal)
      const source = sources.find(({ language }) => language === from)
      const target = targets.find(({ language }) => language === to)
      return source && target ? { from: source, to: target } : null
    },
  }
}

/**
 * Returns the model as a candidate. Its calls are sequential: few direct calls may be under way at
 * once.
 */
function modelCandidate(context: AiContext<TranslationAiServices>): Candidate {
  const translator = modelTranslator(context)
  let last: Promise<unknown> = Promise.resolve()
  const next = async <Value>(run: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(run, run)
    last = turn
    return await turn
  }
  return {
    service: 'model',
    translator: {
      ...translator,
      translate: async (order, signal) =>
        await next(async () => await translator.translate(order, signal)),
    },
    async pair(from, to) {
      const [source, target] = [modelLanguage(from), modelLanguage(to)]
      return await Promise.resolve(source && target ? { from: source, to: target } : null)
    },
  }
}
