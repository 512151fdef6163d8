import { begin } from './begin.ts'
import { definePage } from './kit.ts'
import { move, showMove } from './move.ts'
import { showCalendar } from './show.ts'

export const calendarPage = definePage({
  path: '/calendar',
  nav: { job: 'publish', shape: 'schedule', scope: 'publishing:read' },
  routes: {
    'GET /calendar': showCalendar,
    'POST /calendar/begin': begin,
    'GET /calendar/:id/move': showMove,
    'POST /calendar/:id/move': move,
  },
})
