import { defineWords } from '../../words.ts'

/** Why tasks are stuck, by the reason that the API names. */
export const stallWords = defineWords({
  en: {
    title: 'What is stuck',
    tasks: { one: '{n} task', other: '{n} tasks' },
    since: 'since {time}',
    example: 'An example',
    reason_paused: 'The type is paused',
    reason_nothing_runs: 'No worker takes these tasks',
    reason_waits_long: 'More comes in than goes out',
    reason_lease_expired: 'A worker fell silent',
    reason_runs_long: 'Tasks run for over an hour',
    reason_batch_overdue: 'OpenAI has had a batch for over a day',
    reason_loses_leases: 'Workers die with these tasks',
    reason_last_attempt: 'The next failure is final',
    reason_pool_stopped: 'The whole pool is stopped',
    reason_no_account_in_service: 'No account works',
    reason_no_account_free: 'No account is free now',
  },
  ru: {
    title: 'Что застряло',
    tasks: { one: '{n} задача', few: '{n} задачи', other: '{n} задач' },
    since: 'началось {time}',
    example: 'Пример',
    reason_paused: 'Тип задач на паузе',
    reason_nothing_runs: 'Эти задачи никто не берёт в работу',
    reason_waits_long: 'Задач приходит больше, чем выполняется',
    reason_lease_expired: 'Исполнитель перестал отвечать',
    reason_runs_long: 'Задачи выполняются дольше часа',
    reason_batch_overdue: 'Пакет в OpenAI дольше суток',
    reason_loses_leases: 'На этих задачах падают исполнители',
    reason_last_attempt: 'Следующая ошибка будет последней',
    reason_pool_stopped: 'Весь пул остановлен',
    reason_no_account_in_service: 'Ни один аккаунт не работает',
    reason_no_account_free: 'Свободных аккаунтов сейчас нет',
  },
})
