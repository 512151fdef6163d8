import { expect, test } from 'vitest'
import { readPrices } from '../../../../src/features/catalog/text/prices.ts'
import { classifySelling } from '../../../../src/features/catalog/text/is-sales-post.ts'

const judged = (caption: string | null): string => {
  const found = readPrices(caption ?? '', { currency: 'KES' })
  const { verdict, reason } = classifySelling(caption, found)
  expect(reason).toMatch(/^[a-z]+(?:_[a-z]+)*$/)
  return verdict
}

test.for<string>([
  'KES 2,500',
  'Sneakers size 38-42\nKsh 3,200\nCall 0712 345 678',
  'Available in all sizes. DM to order',
  'Back in stock! Link in bio to shop',
  'To order WhatsApp 0712 345 678',
  'Restocked 🔥 call 0722 000 111',
  'New arrivals! Free delivery within Nairobi. Order now',
  'Inapatikana sasa, agiza leo',
  'Bei nafuu, piga simu uagize',
  'Mzigo mpya umefika, cheki DM kwa bei',
  'В наличии все размеры, пишите в директ',
  'Принимаем заказы на торты 🎂 доставка по городу',
  'Цена в директ',
  'Тапсырыс беру үшін директке жазыңыз',
  'Қолда бар, жеткізу тегін, тапсырыс беріңіз',
  'Заказать можно по WhatsApp +7 701 123 45 67',
  'Giveaway is over, but the dress is still available at 2,500/=',
  'Happy Easter! 20% off, now Ksh 1400',
  'Hoodie ni thao mbili',
  'Swipe up to shop our new collection, delivery countrywide',
  'Pre-order now open, DM us',
  'Sold out before, now restocked. Inbox to order',
])('%j sells', (caption) => {
  expect(judged(caption)).toBe('sells')
})

test.for<string>([
  'Happy New Year to all our customers! 🎉',
  'Merry Christmas and happy holidays from our family to yours',
  'Eid Mubarak 🌙',
  'Happy Mothers Day to all the queens out there',
  'Good morning fam ☀️',
  'С Новым годом, дорогие друзья!',
  'С 8 марта, милые дамы 🌷',
  'С днём рождения, Айгерим! 🎂',
  'Доброе утро, друзья',
  'Наурыз құтты болсын!',
  'Айт қабыл болсын 🤲',
  'Heri ya mwaka mpya kwa wote',
  'Krismasi njema familia',
  'Eid Mubarak kwa waislamu wote',
  'Congratulations to our giveaway winner @jane_doe 🎁',
  'The winner of our giveaway is @mary.k',
  'Результаты розыгрыша: победитель @aigerim',
  'We are hiring! Send your CV to jobs@shop.co.ke',
  'Job vacancy: shop attendant. Send your CV before Friday',
  'Вакансия: требуется продавец-консультант. Резюме на почту',
  'Жұмысқа шақырамыз: сатушы керек',
  'Rest in peace mama. Forever in our hearts',
  'Thank you for 10,000 followers! We love you all ❤️',
  'Quote of the day: "Be yourself"',
])('%j does not sell', (caption) => {
  expect(judged(caption)).toBe('does_not_sell')
})

test.for<string | null>([
  null,
  '',
  '   ',
  '😍😍😍',
  '#fashion #nairobi #ootd',
  '@jane_doe',
  'New collection 💫',
  'Which color is your favourite? Comment below',
  'Black or white?',
  'Maxi dress in emerald green',
  'Платье «Айгерим», хлопок',
  'Look of the day',
  'Happy Mothers Day! Gift hampers for her',
  'Happy New Year! Our shop is open from Monday',
  'Giveaway! Tag 3 friends to win a bag',
  'Merry Christmas! New dresses are here',
  'Жаңа коллекция',
  'Nguo mpya za watoto',
  'Behind the scenes at our studio',
  'Sold out! Thank you all',
  'С 8 марта! Букеты тюльпанов',
  'Our customer @jane looking stunning in our satin dress',
  'Happy birthday cake for a special client 🎂',
  'Good morning! Fresh bread is ready',
  'Winner of hearts: our best-selling perfume, congratulations to everyone who has it',
  'Vacancy in your wardrobe? Fill it with our jackets',
  'Motivation Monday',
])('%j is left to the model', (caption) => {
  expect(judged(caption)).toBe('unsure')
})

// Written after the rules.
test.for<[string, string]>([
  ['Hey loves, this set is available in nude and black. Text or call 0722 111 222', 'sells'],
  ['Slide into our DM to get yours 🛍 limited stock', 'sells'],
  ['Order via WhatsApp https://wa.me/254712345678', 'sells'],
  ['Njoo dukani au piga simu 0733 000 111', 'sells'],
  ['Заказы принимаем в директ или по номеру 8 707 123 45 67', 'sells'],
  ['Успейте купить, осталось мало!', 'sells'],
  ['Түстері: ақ, қара. Жеткізу бар, директке жазыңыз', 'sells'],
  ['Wishing you all a happy new year full of joy and blessings', 'does_not_sell'],
  ['Happy Father’s Day to all dads', 'unsure'],
  ['Поздравляем всех с 8 марта! Желаем счастья и любви', 'does_not_sell'],
  ['С днём рождения, Мадина! Платье из новой коллекции', 'unsure'],
  ['Happy birthday, Wanjiku! 🎉', 'does_not_sell'],
  ['Monday motivation: keep going', 'unsure'],
  ['We are hiring a sales lady. Call 0711 222 333', 'does_not_sell'],
  ['We are hiring! Meanwhile shop now, free delivery', 'unsure'],
  ['Giveaway winner announced tomorrow, order now and join', 'unsure'],
  ['Good morning ☀️ https://wa.me/254712345678', 'unsure'],
  ['Which one would you wear? 1, 2 or 3', 'unsure'],
  ['Throwback to our first pop-up', 'unsure'],
  ['Closed today for the public holiday', 'unsure'],
  ['Asanteni sana wateja wetu', 'does_not_sell'],
  ['Айт мерекесі құтты болсын! Барлық достар', 'unsure'],
  ['Eid Mubarak! Our Eid dresses have landed', 'unsure'],
  ['meme: when the client says "I will pay tomorrow"', 'unsure'],
])('%j: %s', ([caption, verdict]) => {
  expect(judged(caption)).toBe(verdict)
})
