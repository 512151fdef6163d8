import { operationCommand } from '../../cli/operation-command.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import type { Declaration } from '../declaration.ts'

export const maintenanceDeclaration = {
  name: 'maintenance',
  commands: [
    operationCommand('runScheduleEntry', {
      name: 'schedule run',
      summary: 'run an entry of the timetable now',
      words: { name: { about: 'an entry, see gramd schedule' } },
      view: {
        says: (answer, { words }) =>
          fieldAt(answer, 'result') === 'created'
            ? `Enqueued ${words[0]} as task ${String(fieldAt(answer, 'task_id'))}.`
            : `${words[0]} is under way already, as task ${String(fieldAt(answer, 'task_id'))}.`,
      },
    }),
    operationCommand('getSchedule', {
      name: 'schedule',
      summary: 'what gramd does by itself, when, and how it went last',
      view: { columns: ['name', 'pattern', 'next_tick', 'last_tick', 'last_task.status', 'late'] },
    }),
  ],
} as const satisfies Declaration
