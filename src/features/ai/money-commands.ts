import { command, query, type Command } from '../../cli/command.ts'
import { day } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'

export const AI_COMMANDS: readonly Command[] = [
  command({
    name: 'ai estimate',
    summary: 'what the waiting analyses will take: batches, tokens, pictures, dollars',
    run: async (api) => await api.send('GET', '/api/ai/estimate'),
  }),
  command({
    name: 'ai costs',
    summary: 'what analyses cost, by UTC day and model',
    options: {
      from: day('the first day, 30 days before the last unless you say so'),
      to: day('the last day, today unless you say so'),
    },
    run: async (api, { options }) => await api.send('GET', query('/api/ai/costs', options)),
  }),
  command({
    name: 'ai resume',
    summary: 'send analyses again after OpenAI refused the key, the quota or the model',
    view: {
      says: (answer) =>
        fieldAt(answer, 'lifted') ? 'Analyses are sent again.' : 'Nothing was held back.',
    },
    run: async (api) => await api.send('POST', '/api/ai/resume'),
  }),
]
