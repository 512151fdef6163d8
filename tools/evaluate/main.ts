import { createOpenAiGateway, type OpenAiGateway } from '../../src/ai/openai/gateway.ts'
import { AppError } from '../../src/base/errors.ts'
import { parseWords } from '../../src/cli/parse-words.ts'
import { processTerminal } from '../../src/cli/terminal.ts'
import { UsageError } from '../../src/cli/usage-error.ts'
import { loadModelConfig, type ModelConfig } from '../../src/config.ts'
import { ConfigError } from '../../src/settings/load.ts'
import {
  COMMAND,
  runEvaluateCommand,
  type EvaluateChoice,
  type PreparedEvaluation,
} from './command.ts'
import { prepareDrafts } from './drafts/prepare-drafts.ts'
import { prepareEvaluation } from './prepare.ts'
import { preparePrices } from './prices/prepare-prices.ts'

const OPENAI_TIMEOUT_MS = 60_000

/** The set of profiles has neither texts in Swahili or Sheng nor halves. */
function prepareProfiles(
  config: ModelConfig,
  gateway: OpenAiGateway,
  { half, language, ...choice }: EvaluateChoice,
): PreparedEvaluation {
  if (half !== undefined) throw new UsageError('--half needs --kind product_draft or --kind prices')
  if (language === 'sw' || language === 'sheng')
    throw new UsageError(`--language ${language} needs --kind product_draft`)
  return prepareEvaluation(config, gateway, { ...choice, language })
}

type Prepare = (
  config: ModelConfig,
  gateway: OpenAiGateway,
  choice: EvaluateChoice,
) => PreparedEvaluation

/** Reads the settings of the model only for what asks one. */
const withModel =
  (prepare: Prepare) =>
  (choice: EvaluateChoice): PreparedEvaluation => {
    const config = loadModelConfig(process.env)
    const gateway = createOpenAiGateway({
      apiKey: config.openaiApiKey,
      baseUrl: config.openaiBaseUrl,
      timeoutMs: OPENAI_TIMEOUT_MS,
    })
    return prepare(config, gateway, choice)
  }

async function main(args: readonly string[]): Promise<number> {
  try {
    const words = parseWords(COMMAND, args, new Date())
    const prepare = {
      creator_insights: withModel(prepareProfiles),
      product_draft: withModel(prepareDrafts),
      prices: preparePrices,
    }
    return await runEvaluateCommand(words, prepare, processTerminal())
  } catch (error) {
    const isExpected =
      error instanceof AppError || error instanceof ConfigError || error instanceof UsageError
    if (!isExpected) throw error
    console.error(error.message)
    return error instanceof AppError ? 1 : 2
  }
}

process.exitCode = await main(process.argv.slice(2))
