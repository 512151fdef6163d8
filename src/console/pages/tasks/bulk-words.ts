import { defineWords } from '../../words.ts'

/** What is said before and after many tasks are changed. */
export const bulkWords = defineWords({
  en: {
    none: 'No such task is left.',
    retryTitle: { one: 'Retry {n} task?', other: 'Retry {n} tasks?' },
    cancelTitle: { one: 'Cancel {n} task?', other: 'Cancel {n} tasks?' },
    retrySubmit: { one: 'Retry {n} task', other: 'Retry {n} tasks' },
    cancelSubmit: { one: 'Cancel {n} task', other: 'Cancel {n} tasks' },
    retryDone: { one: '{n} task waits again.', other: '{n} tasks wait again.' },
    cancelDone: { one: '{n} task is cancelled.', other: '{n} tasks are cancelled.' },
    cancelHint: 'They end without a result. A cancelled task can be retried later.',
    aborts: { one: '{n} of them runs and is aborted.', other: '{n} of them run and are aborted.' },
    takesRequests: 'Each takes requests from the budgets of your accounts.',
    takesMoney: 'Each costs money at OpenAI.',
    leftLater: {
      one: 'One request takes the newest 20,000. {n} is left for another.',
      other: 'One request takes the newest 20,000. {n} are left for another.',
    },
    capped: 'There may be more than were counted.',
    skipped: {
      one: '{n} was skipped: it changed meanwhile, or an open task does the same work.',
      other: '{n} were skipped: they changed meanwhile, or open tasks do the same work.',
    },
    stopped: 'gramd had to stop before the last one: do it again for the rest.',
    left: { one: '{n} is left: do it again for it.', other: '{n} are left: do it again for them.' },
  },
  ru: {
    none: 'Таких задач не осталось.',
    retryTitle: {
      one: 'Повторить {n} задачу?',
      few: 'Повторить {n} задачи?',
      other: 'Повторить {n} задач?',
    },
    cancelTitle: {
      one: 'Отменить {n} задачу?',
      few: 'Отменить {n} задачи?',
      other: 'Отменить {n} задач?',
    },
    retrySubmit: {
      one: 'Повторить {n} задачу',
      few: 'Повторить {n} задачи',
      other: 'Повторить {n} задач',
    },
    cancelSubmit: {
      one: 'Отменить {n} задачу',
      few: 'Отменить {n} задачи',
      other: 'Отменить {n} задач',
    },
    retryDone: {
      one: '{n} задача снова ждёт.',
      few: '{n} задачи снова ждут.',
      other: '{n} задач снова ждут.',
    },
    cancelDone: {
      one: '{n} задача отменена.',
      few: '{n} задачи отменены.',
      other: '{n} задач отменено.',
    },
    cancelHint: 'Результата у них не будет. Отменённую задачу можно повторить позже.',
    aborts: {
      one: '{n} из них выполняется и будет прервана.',
      few: '{n} из них выполняются и будут прерваны.',
      other: '{n} из них выполняются и будут прерваны.',
    },
    takesRequests: 'Каждая расходует запросы из бюджета ваших аккаунтов.',
    takesMoney: 'Каждая стоит денег в OpenAI.',
    leftLater: 'За один раз берутся 20 000 самых новых. На следующий раз останется: {n}.',
    capped: 'Их может быть больше, чем удалось посчитать.',
    skipped:
      'Пропущено: {n}. Они изменились за это время, или эту работу уже делают другие задачи.',
    stopped: 'До последней дойти не удалось: повторите действие для остальных.',
    left: 'Осталось: {n}. Для них повторите действие.',
  },
})
