import { defineWords } from '../../words.ts'

/** The page of errors in groups. */
export const errorPageWords = defineWords({
  en: {
    lead: 'Failed tasks by cause, and what went wrong in the last day. Look at the cause before you retry.',
    none: 'No error',
    noneHint: 'No task is failed, and every attempt of the last day has succeeded.',
    failed: 'Failed',
    error: 'Cause',
    trend: 'Last 24 h',
    seen: 'Last seen',
    first: 'first',
    acts: 'Actions',
    noCode: 'Without a cause',
    attempts: { one: '{n} attempt', other: '{n} attempts' },
    noneFailed: 'No task is failed with it now: gramd retried by itself, or somebody did.',
    example: 'An example',
    retry: 'Retry {n}',
  },
  ru: {
    lead: 'Задачи с ошибкой по причинам и сбои за сутки. Прежде чем повторять, посмотрите на причину.',
    none: 'Ошибок нет',
    noneHint: 'Задач с ошибкой нет, и за последние сутки все попытки удались.',
    failed: 'С ошибкой',
    error: 'Причина',
    trend: 'За 24 часа',
    seen: 'В последний раз',
    first: 'впервые',
    acts: 'Действия',
    noCode: 'Без причины',
    attempts: { one: '{n} попытка', few: '{n} попытки', other: '{n} попыток' },
    noneFailed: 'Сейчас таких задач с ошибкой нет: gramd повторил их сам или это сделали вы.',
    example: 'Пример',
    retry: 'Повторить {n}',
  },
})
