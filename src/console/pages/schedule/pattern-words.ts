import { defineWords } from '../../words.ts'

/** When a job runs. */
export const patternWords = defineWords({
  en: {
    everyMinute: 'Every minute',
    everyMinutes: { one: 'Every minute', other: 'Every {n} minutes' },
    everyHour: 'Every hour, at minute {minute}',
    everyHours: {
      one: 'Every hour, at minute {minute}',
      other: 'Every {n} hours, at minute {minute}',
    },
    daily: 'Every day at {times}',
    weekly: 'On {days} at {times}',
    monthly: 'On day {day} of each month at {times}',
    weekday_1: 'Mondays',
    weekday_2: 'Tuesdays',
    weekday_3: 'Wednesdays',
    weekday_4: 'Thursdays',
    weekday_5: 'Fridays',
    weekday_6: 'Saturdays',
    weekday_7: 'Sundays',
  },
  ru: {
    everyMinute: 'Каждую минуту',
    everyMinutes: {
      one: 'Каждую {n} минуту',
      few: 'Каждые {n} минуты',
      other: 'Каждые {n} минут',
    },
    everyHour: 'Каждый час в {minute} минут',
    everyHours: {
      one: 'Каждый {n} час, в {minute} минут',
      few: 'Каждые {n} часа, в {minute} минут',
      other: 'Каждые {n} часов, в {minute} минут',
    },
    daily: 'Каждый день в {times}',
    weekly: 'По {days} в {times}',
    monthly: 'Каждый месяц {day}-го числа в {times}',
    weekday_1: 'понедельникам',
    weekday_2: 'вторникам',
    weekday_3: 'средам',
    weekday_4: 'четвергам',
    weekday_5: 'пятницам',
    weekday_6: 'субботам',
    weekday_7: 'воскресеньям',
  },
})
