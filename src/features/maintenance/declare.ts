import { command, word } from '../../cli/command.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import type { Declaration } from '../declaration.ts'

export const maintenanceDeclaration = {
  name: 'maintenance',
  commands: [
    command({
      name: 'schedule run',
      summary: 'run an entry of the timetable now',
      words: [{ name: 'NAME', about: 'an entry, see gramd schedule', field: 'name' }],
      view: {
        says: (answer, { words }) =>
          fieldAt(answer, 'result') === 'created'
            ? `Enqueued ${words[0]} as task ${String(fieldAt(answer, 'task_id'))}.`
            : `${words[0]} is under way already, as task ${String(fieldAt(answer, 'task_id'))}.`,
      },
      run: async (api, input) => await api.send('POST', `/api/schedule/${word(input, 0)}/run`),
    }),
    command({
      name: 'schedule',
      summary: 'what gramd does by itself, when, and how it went last',
      view: { columns: ['name', 'pattern', 'next_tick', 'last_tick', 'last_task.status', 'late'] },
      run: async (api) => await api.send('GET', '/api/schedule'),
    }),
  ],
} as const satisfies Declaration
