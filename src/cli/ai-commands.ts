import { query, type ApiCommand } from './api-command.ts'

export const AI_COMMANDS: readonly ApiCommand[] = [
  {
    name: 'ai estimate',
    usage: '',
    summary: 'what the analyses that wait now will take: batches, tokens, pictures, dollars',
    needs: 0,
    run: (api) => api.send('GET', '/api/ai/estimate'),
  },
  {
    name: 'ai costs',
    usage: '[--from DAY] [--to DAY]',
    summary: 'what analyses cost, by UTC day and model',
    needs: 0,
    run: (api, { options: { from, to } }) => api.send('GET', query('/api/ai/costs', { from, to })),
  },
  {
    name: 'ai resume',
    usage: '',
    summary: 'send again after OpenAI had refused the key, the quota or the model',
    needs: 0,
    run: (api) => api.send('POST', '/api/ai/resume'),
  },
]
