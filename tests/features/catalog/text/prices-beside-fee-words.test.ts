import { expect, test } from 'vitest'
import { readPrices } from '../../../../src/features/catalog/text/prices.ts'

/** Words that name fees, gifts and wages elsewhere stand beside a price here: store | caption | its price. */
const CAPTIONS = `
USD | Get the candle for $18 | 18.00USD:price
USD | Get yours for $20 | 20.00USD:price
USD | Paid shipping? Not here. Tote bag $45 | 45.00USD:price
USD | Covers for iPhone $12 | 12.00USD:price
USD | Seat covers $60 | 60.00USD:price
USD | Closed toe sandals $55 | 55.00USD:price
USD | Pay less: sneakers $70 | 70.00USD:price
USD | Target look dress $40 | 40.00USD:price
USD | Fine gold chain $150 | 150.00USD:price
USD | Winner mug $12 | 12.00USD:price
USD | Parking sensor kit $35 | 35.00USD:price
USD | Fundraiser tee $25 | 25.00USD:price
USD | Charity bracelet $10, all proceeds to the shelter | 10.00USD:price
USD | Now open! Lamp $80 | 80.00USD:price
USD | Balance board $90 | 90.00USD:price
USD | Rest pillow $30 | 30.00USD:price
USD | Gift box $35 | 35.00USD:price
USD | Reward stickers $6 | 6.00USD:price
EUR | Pfand-frei! Vase 25 € | 25.00EUR:price
EUR | Resteverkauf Kleid 39 € | 39.00EUR:price
EUR | Sacs à main 45 € | 45.00EUR:price
EUR | Frais et léger, robe 59 € | 59.00EUR:price
EUR | Cadeau parfait, bougie 22 € | 22.00EUR:price
KES | Fare thee well dress Ksh 2,500 | 2500.00KES:price
KES | Job's shoes Ksh 3,000 | 3000.00KES:price
KES | Target blender Ksh 4,500 | 4500.00KES:price
KES | Win hearts with this dress Ksh 2,000 | 2000.00KES:price
KZT | Тамаша сыйлық 5000 тг | 5000.00KZT:price
KZT | Подарок маме: платье 12000 тг | 12000.00KZT:price
KZT | Подарок себе 9000 тг | 9000.00KZT:price
KZT | Подарочный набор 7500 тг | 7500.00KZT:price
KZT | Осталось 2 штуки, 15000 тг | 15000.00KZT:price
KZT | Платье осталось одно 15000 тг | 15000.00KZT:price
RUB | Последний размер осталось 1 шт цена 3500 | 3500.00RUB:price
RUB | Платье от 5000 ₽ доставка бесплатно | 5000.00RUB:from
RUB | Скидки! Пальто 8900 ₽ | 8900.00RUB:price
RUB | Подарок подруге - серьги 1200 руб | 1200.00RUB:price
RUB | Доставка бесплатно! Сумка 4500 ₽ | 4500.00RUB:price
RUB | Такси не нужно: привезём платье 4500 ₽ | 4500.00RUB:price
RUB | Бонусная карта в подарок, куртка 7990 руб | 7990.00RUB:price
TRY | Hediye kutusu 350 TL | 350.00TRY:price
TRY | Elbise 899 TL kargo bedava | 899.00TRY:price
AED | Gift set AED 250 | 250.00AED:price
AED | هديه مثاليه عطر 150 درهم | 150.00AED:price
MAD | Robe 250 dh livraison gratuite | 250.00MAD:price
INR | Saree ₹1,299 free shipping | 1299.00INR:price
INR | Rate Rs 450 per meter | 450.00INR:each
IDR | Hadiah wisuda boneka Rp 85.000 | 85000.00IDR:price
IDR | Biaya jasa jahit gamis 150rb | 150000.00IDR:price
IDR | Gamis 185rb free ongkir | 185000.00IDR:price
KWD | عباية 15 د.ك | 15.000KWD:price
JPY | ワンピース 5,980円 送料無料 | 5980JPY:price
BRL | Vestido R$ 129,90 frete grátis | 129.90BRL:price
BRL | Presente perfeito: bolsa R$ 89 | 89.00BRL:price
NGN | Wig ₦45,000 pay on delivery | 45000.00NGN:price
UGX | Dress 45k pay after delivery | 45000UGX:price
TZS | Gauni 35,000 lipa baada ya kupokea | 35000.00TZS:price
UZS | Ko'ylak 250 000 so'm, dostavka bepul | 250000.00UZS:price
KGS | Көйнөк 1800 сом, жеткирүү акысыз | 1800.00KGS:price`

test.for(CAPTIONS.trim().split('\n'))('%s', (line) => {
  const [currency = '', caption = '', price] = line.split(' | ')
  const found = readPrices(caption, { currency })
  expect(found.map(({ amount, currency: its, kind }) => `${amount}${its ?? ''}:${kind}`)).toEqual([
    price,
  ])
})
