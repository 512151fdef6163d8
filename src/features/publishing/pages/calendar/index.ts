import { definePage } from './kit.ts'
import { move, showMove } from './move.ts'
import { showCalendar } from './show.ts'

export const calendarPage = definePage({
  path: '/calendar',
  nav: { job: 'publish', shape: 'schedule', scope: 'publishing:read' },
  routes: {
    'GET /calendar': showCalendar,
    'GET /calendar/:id/move': showMove,
    'POST /calendar/:id/move': move,
  },
})
