import { fold } from './fold.ts'

/** What words beside an amount say about it. */
export type Cue =
  /** For: it is what the product costs. A weak one needs an amount that is large enough. */
  | 'price'
  | 'weak'
  | 'was'
  | 'now'
  | 'from'
  | 'each'
  /** Against: money, but a delivery's, a saving's or a prize's own; after the amount also what is taken off, or a limit. */
  | 'fee'
  | 'off'
  /** Against: no money, such as a size, a till, a model or an address; a count only if it is small. */
  | 'decoy'
  | 'count'

/**
 * The cues: language | cue | side of the amount | most words of other meaning between | weight | example | phrases, folded,
 * of up to three words. `0` allows fillers and places between, `-` nothing.
 */
const TABLE = `
en | price | before | 6 | 5 | Price of the bag 2,500 | price, prices, pricing, price ranges, cost, costs, costing, goes for, going for, go for, selling at, sells at, selling for, retailing at, retail, wholesale, yours for, asking
sw | price | before | 6 | 5 | Bei ni 1,200 | bei, bei ni, inauzwa, zinauzwa, inaenda, zinaenda, tunauza, kwa bei, thamani, rejareja, jumla, beeyi
ru | price | before | 6 | 5 | Цена платья 3500 | цена, цены, цене, цену, стоимость, стоит, стоят, прайс, опт, оптом, розница, в розницу
kk ky uz | price | before | 6 | 5 | Бағасы 7000 | баға, бағасы, бағамыз, құны, сатылады, баасы, баада, нархи, narxi, narx, narhi, нарх
tr | price | before | 6 | 5 | Fiyat 450 | fiyat, fiyatı, fiyatımız, fiyati, fiyatlar, sadece fiyat
fr es it pt de | price | before | 6 | 5 | Prix 120 | prix, precio, prezzo, preço, preco, valor, preis, por apenas, custa, kostet, coûte
ar | price | before | 6 | 5 | السعر 180 | السعر, سعر, بسعر, الثمن, ثمن, السعر فقط, الاسعار
id hi ja | price | before | 6 | 5 | Harga 135.000 | harga, hrg, htm, कीमत, मूल्य, दाम, rate, 価格, 値段, 販売価格, 代金
en | weak | before | - | 3 | Bags @1500 | at, @, for, only, just, for only, sale, offer, 📌, 🏷, 💰, 💵, 👉, for rent, for hire, add on
sw ru kk | weak | before | - | 3 | Отдам за 3000 | kwa, tu, за, по, всего, всего за, тек, небары
tr fr es it pt de id ar hi ja | weak | before | - | 3 | Cuma 65rb | sadece, seulement, solo, apenas, só, por, per, à, nur, für, cuma, hanya, only, ب, فقط, केवल, सिर्फ, 今だけ, bor
en sw ru kk | weak | after | - | 3 | 1500 only | only, tu, pekee, last price, final price, final, asking, net, nett, neg, negotiable, slightly, fixed, all in, flat, obo, ono, ғана, гана, тек, всего, только
de id ar pt fr tr | weak | after | - | 3 | 20 VB | vb, vhb, saja, aja, بس, فقط, no pix, à vista, à débattre, seulement, lira
en | was | before | 0 | 4 | Was 2000 | was, were, before, mrp, previously, originally, instead of, formerly, usual price, normal price, original price, old price, rrp, regular price, reg
sw ru | was | before | 0 | 4 | Было 2000 | ilikuwa, zilikuwa, badala ya, bei ya zamani, было, был, была, вместо, раньше, старая цена, старая, до скидки, без скидки
kk ky uz | was | before | 0 | 4 | Мурун 3000 | бұрын, бұрынғы бағасы, ескі бағасы, мурун, мурда, эски баасы, эски нархи, eski narxi, eski narx, oldin, аввал, avval
tr | was | before | 0 | 4 | Eski fiyat 600 | eski fiyat, eski fiyatı, önceden, önce
fr es it pt de | was | before | 0 | 4 | Avant 60 | avant, ancien prix, au lieu de, antes, en vez de, em vez de, era, prima, invece di, anziché, statt, vorher, früher, uvp, precio anterior, preço anterior
ar id ja | was | before | 0 | 4 | قبل 420 | قبل, بدل, بدلا من, عوض, كان, كانت, harga normal, harga asli, harga coret, normal, sebelumnya, semula, 定価, 通常価格, 元値, 参考価格
tr kk | was | after | 0 | 4 | 899₺ yerine | yerine, орнына, ордуна, o'rniga, ўрнига
en | now | before | 0 | 4 | Now 1500 | now, now only, sale price, offer price, new price, discounted price, reduced to, down to, promo price
sw ru | now | before | 0 | 4 | Стало 1500 | sasa, sasa ni, bei mpya, стало, сейчас, теперь, новая цена, новая, цена со скидкой, со скидкой, акция, после, после скидки
kk ky uz | now | before | 0 | 4 | Азыр 2200 | қазір, енді, жаңа бағасы, азыр, жаңы баасы, янги нархи, yangi narxi, yangi narx, hozir, ҳозир, endi
tr | now | before | 0 | 4 | Şimdi 400 | yeni fiyat, yeni fiyatı, şimdi, simdi, indirimli fiyat, indirimli
fr es it pt de | now | before | 0 | 4 | Maintenant 39 | maintenant, nouveau prix, ahora, agora, adesso, ora, jetzt, nur noch
ar id ja | now | before | 0 | 4 | الان 315 | الان, دابا, دلوقتي, صار, اصبح, jadi, jadi hanya, harga promo, sekarang, promo, セール価格, 特価, 割引価格
en sw | from | before | 0 | 4 | From 800 | from, starting, starting at, starting from, starts at, starts from, start from, as low as, prices from, min, minimum, kuanzia, kuanza, inaanzia
ru tr fr es it pt de | from | before | 0 | 4 | Ab 29 € | от, на заказ от, начиная от, начиная с, à partir de, a partir de, dès, desde, a partire da, da, ab
ar id | from | before | 0 | 4 | تبدا من 99 | تبدا من, ابتداء من, من, ابتداءا من, mulai, mulai dari, start, dari
kk ky uz tr ja | from | after | 0 | 4 | 5000 теңгеден бастап | бастап, баштап, boshlab, бошлаб, dan boshlab, дан, ден, тан, тен, дон, den başlayan, den başlıyor, başlayan, dan başlayan, から, ~
en sw | each | before | 0 | 4 | Kila moja 450 | each, per piece, per pc, kila moja, moja kwa
ru kk tr ja fr | each | before | 0 | 4 | За штуку 1200 | за штуку, за шт, за единицу, за пару, данасы, біреуі, tanesi, adet, adedi, adeti, 各, 1個, chaque, la pièce, l'unité
en sw | each | after | 0 | 4 | 450 each | each, per, per piece, per pc, a piece, apiece, a pc, pp, a pair, per pair, per set, kila, kila moja, kila kimoja
ru kk ky uz | each | after | 0 | 4 | 500 за шт | за шт, за штуку, за пару, за единицу, каждая, каждый, каждое, штука, данасы, бір данасы, даанасы, dona, донаси
fr es it pt de | each | after | 0 | 4 | 5€ pro Stück | pièce, la pièce, l'unité, chacun, par pièce, pro stück, je stück, das stück, cada, cada una, cada uno, cadauno, l'uno, a unidade, por unidade, la unidad, c u
tr id ar | each | after | 0 | 4 | 25rb per pcs | tanesi, adet, adedi, adeti, per pcs, per pc, per biji, per buah, للقطعه, للحبه, للواحد
en | fee | before | 0 | 8 | Delivery fee 200 | delivery, deliveries, shipping, courier, transport, waybill, postage, deposit, down payment, booking fee, booking, fee, fees, charges, off, save, saving, discount, win, winner, won, voucher, gift card, giveaway, prize, salary, worth, above, over, exceeding, orders above, minimum order, min order, budget, earn, donate, raised, cashback, emi, payments, payments of, prepayment, advance, and get, and receive, coupon, promo code, shop for, shop above, purchase of, purchases of, orders of, we deliver, we deliver at, deliver, ship, instalments of, installments of, installments, instalments, installment, x, x of, cod charges, spend, balance, fine, fines, penalty, rent, wage, wages, stipend, refund, donated, donation, donations, contributed, collected, giving away, give away, boda, add, orders under, minimum order value, order value, exchange rate, dollar rate, gold rate, gold rate today, booking costs, booking cost, jackpot, reward, tax, top up, registration, logistics, dispatch, commission, vat, insured up to, booking amount, token amount, instalment, membership, pick up mtaani, lay by with, pay, book with, loan, loan of, target, winners get
sw | fee | before | 0 | 8 | Usafiri 200 | usafiri, okoa, shinda, zaidi ya, vocha ya, vocha, punguzo, amana, salio, baki, kianzio, mshahara, zawadi ya, tumechangia, mchango, kodi, kodi ya fremu, kodi ya nyumba, faini, mikoani, nauli, ada ya, ada ya usajili, malipo ya kwanza, malipo ya awali, pungufu
ru | fee | before | 0 | 8 | Доставка 350 | доставка, доставки, доставку, предоплата, депозит, залог, скидка, скидку, экономия, сэкономьте, выиграй, розыгрыш, разыгрываем, приз, свыше, зарплата, оклад, сертификат, отправка, рассрочка, платежа по, платежей по, платеж, платежа, платежей, кэшбэк, кэшбек, минимальный заказ, при покупке, при заказе, закажите на, заказе на, аванс, купон, промокод, долями, мес по, месяцев по, месяца по, х, остаток, доплата, штраф, чаевые, собрали, собрано, пожертвовали, вернем, возврат, сертификаты, призовой фонд, выигрыш, аренда, аренда бутика, зп, курс доллара, курс евро, курс рубля, сплит, заказ от, заказы от, заказе от, заказа от, минимальная сумма, сумма заказа, мин заказ, бонус, бонусы, сдэк, почта, такси, вознаграждение, подарочная карта, подарочную карту, выгода, экономите, кешбэк, дарим, чек от, при чеке, чеке от, курьеру, курьер, бесплатно от, рассрочка от, по области, со скидкой, подарок
en | fee | before | 3 | 8 | I paid $60 for parking | pay in, payments of, shipping available, pay later with, tips welcome, i paid, we paid, you paid, i spent, we spent, you spent, fined, fine of, covers up to, insured for, scholarship, scholarship of, grant of, bursary of, fundraising, owes me, invoice of, closed at, trading at, charged us, charged me, cost me, our goal, our goal is, goal is, goal of, we need, we still need, bet you, bill, bill is, landlord wants, groceries, petrol, diesel, fuel, fuel is, fuel is now, dispatch to, refund of, refunded, saved, hotel deposit, revenue, revenue of, turnover, turnover of, we raised, we have raised
en | fee | before | - | 8 | Get $15 when a friend signs up | we charge, tips, venmo, park pick up, pick up station, gift wrap, get, receive, send, paying, fare, fare was, budget under, taxi is, taxi from
ru | fee | before | 3 | 8 | Собираем на лечение 150000 ₽ | собираем, сбор на, потратила, потратил, потратили, заплатила, заплатил, задаток, задатка, стипендия, стипендию, грант, выручка, оборот, сниму, куплю, парковка, осталось собрать, комиссия, вернули, пособие, пенсия, бензин, квартплата, коммуналка, ставка, номиналом, сэкономили, сэкономила, билет стоил, билет в, штрафы, зарабатываю
ru | fee | before | - | 8 | Осталось 300 рублей | плати частями, платите частями, примерка, упаковка, осталось, получи, получите, верну
kk ky uz | fee | before | 3 | 8 | Шәкіртақы 52 000 тг | dostavka, айына, шәкіртақы, зейнетақы, пенсия, комиссия, стипендия, грант, жинадық, жинап жатырмыз, стипендиясы, чогулттук, stipendiya, yig'dik, sarfladim, жумшадым, жұмсадым
tr fr es it pt de | fee | before | 3 | 8 | Burs 3.000 TL | burs, harcadım, otopark, topladık, j'ai payé, j'ai dépensé, bourse de, stationnement, chiffre d'affaires, gasté, pagué, beca de, sorteamos, sortea, facturación, estacionamiento, ho pagato, ho speso, borsa di studio, parcheggio, gastei, paguei, bolsa de estudos, estacionamento, sorteamos um, stipendium, parkplatz, umsatz, im wert von, wert von, envíos, envios, cheque regalo, tarjeta regalo, faltam, faltan, il manque, ilk siparişe, ilk alışverişe, versandkostenfrei, bußgeld, nachnahmegebühr, gebühr, erstattung, loyer est passé, loyer, remboursement de, frais de retour, devolución, reembolso, passagem, passagem a, diária de, vale de, d'une valeur de, del valore di
ar id ja | fee | before | 3 | 8 | Beasiswa 2jt | منحه, دفعت, صرفت, موقف, beasiswa, denda, denda telat, saldo, pulsa, saya bayar, omzet, parkir, 交通費, 返品送料, ラッピング, 奨学金, 駐車場, 売上, 寄付金
uz | fee | before | 0 | 8 | Pochta xizmati 30 000 | ish haqi, ish haqqi, ойлик, маош, maosh, ijaraga, ijara, sovg'a, viloyatlarga, вилоятларга, g'olibga, xayriyaga, xayriya, pochta, pochta xizmati, vaucher, voucher, skidka, keshbek, toshkent bo'ylab, тошкент бўйлаб, shahar bo'ylab, шаҳар бўйлаб, viloyatga, аванс, nafaqa, kommunal, benzin
tr | fee | before | 0 | 8 | Kayıt ücreti 250 TL | aidat, vergi, yol parası, taksi, hediye paketi, bahşiş, kuaför, benzin, günlük, yevmiye, kayıt ücreti, sigorta, fatura, elektrik faturası, hizmet bedeli, komisyon, değişim, değişimde kargo, harç
id | fee | before | 0 | 8 | Jasa kirim 18rb | uang kembali, tiket masuk, gojek, grab, ojek, umr, ump, thr, untung, komisi, komisi reseller, cicilan, admin, jasa kirim, bubble wrap, packing, packing kayu, charge, laba, modal, iuran, spp, upah, honor
sw | fee | before | 0 | 8 | Bodaboda 100 bob | bodaboda, boda boda, matatu, deposit half, weka, tuma, lipa deposit, pesa ya fare
en | fee | before | 0 | 8 | School trip 1,200 | school trip, school fees, tuition, exam fee, electricity, water bill, insurance premium, premium of, subscription fee, toll, visa fee, customs, customs duty, duty
ru uz | fee | before | - | 8 | Курс доллара 87,5 сом | курс, kurs, dolar
kk ky uz | fee | before | 0 | 8 | Жеткизүү 150 | жалақы, жеткізу, жеңілдік, бөліп төлеу, жеткирүү, жеткируу, арзандатуу, yetkazib berish, etkazib berish, yetkazish, етказиб бериш, chegirma, чегирма, oyiga, oyga, ойига, алдын ала төлөм, алдын ала төлем, dastavka, oldindan to'lov, avans, keshbek, sovg'a sertifikati, sertifikat, bonus, oyga, muddatli to'lov, қалған, қалғаны, калганы, айлық, айлык, айыппұл, айып, жинадық, жыйнадык, oldindan, qolgani, oylik, maosh, minimal buyurtma, xayriya, xayriya uchun, yutuq, jarima, ijara, yo'lkira, kuryer, sovg'a karta, har oy, oy davomida, белек, ай сайын, утуш, ұтыс, бөлүп төлөө, такси, depozit, zaklad, taksi, bo'ylab dostavka, pochta, sovrin, bo'lib to'lash, jo'natish, мукофоти, етказиш, kamida, har bir xariddan, tejamkorlik
tr | fee | before | 0 | 8 | Kargo 90 | kargo, kargo ücreti, indirim, taksit, taksit x, aylık, kapora, çekiliş, hediye çeki, kalan, maaş, kira, çekilişte, bağış, minimum sipariş, min sipariş, ceza, peşinat, depozito, kaparo, ön ödeme, kapıda ödeme, iade, ödül, asgari ücret, kargo bedeli, kargo bedava, nakliye, kupon, hediye kartı, kuponla, kargo limiti, ek ücret, asgari sipariş tutarı, kasko
fr | fee | before | 0 | 8 | Livraison 30 | livraison, bon d'achat, chèque cadeau, frais de port, frais de livraison, frais d'envoi, fois, sans frais, code promo, plus de, remise, réduction, acompte, port, avance, reste, loyer, salaire, récolté, avons récolté, collecté, reversé, gagnez, tombola, cagnotte, commande minimum, amende, caution, arrhes, mensualités de, économisez, vous économisez, bon de, frais, expédition, prime de, chèque
es it pt | fee | before | 0 | 8 | Frete 15 | envío, envio, descuento, spedizione, sconto, frete, entrega, desconto, ganhe, sinal, x de, parcelas de, vezes de, acima de, a cima de, cuotas de, cuotas, parcelas, vezes, sem juros, cupom, cupom de, cupón, más de, mais de, sopra, oltre, rate da, taxa de entrega, restante, resto, pedido mínimo, compra mínima, salário, salario, sueldo, stipendio, arrecadamos, recaudado, raccolto, raccolti, sorteo, sorteio, aluguel, alquiler, affitto, taxa, multa, caparra, acconto, anticipo, señal, doamos, ordine minimo, premio, prêmio, gratis desde, gratis sopra, buono, buono da, risparmi, ahorras, ahorra, economize, vale presente, vale, entrada de, motoboy, parcela, cashback
de | fee | before | 0 | 8 | Versand 4,99 | versand, versandkosten, porto, rabatt, gutschein, anzahlung, lieferung, über, mindestbestellwert, restzahlung, rest, restbetrag, miete, stundenlohn, lohn, gehalt, spende, gesammelt, strafe, kaution, pfand, ratenzahlung, raten, sparen, spare, startguthaben
ar | fee | before | 0 | 8 | التوصيل 25 | التوصيل, توصيل, والتوصيل, الشحن, شحن, والشحن, خصم, فوق, اكثر من, عربون, تخفيض, جائزه, العربون, الباقي, الراتب, راتب, الحد الادنى, الحد الادنى للطلب, غرامه, ايجار, الايجار, تبرع, تبرعات, جمعنا, قسط, مقدم, تسبيق, اربح, وفر, كوبون, قسيمه, بطاقه هديه, بقيمه, قسم, دفعات
id | fee | before | 0 | 8 | Ongkir 15rb | ongkir, ongkos kirim, diskon, potongan, cicilan, dp, min belanja, minimal belanja, minimal order, minimum order, di atas, senilai, bonus, pembelian, cashback, sisa, pelunasan, gaji, donasi, terkumpul, biaya, biaya admin, hadiah, sewa, sewa ruko, denda, uang muka, hemat, potongan harga, arisan, belanja, pajak, biaya kirim, biaya packing, harga naik
hi ja | fee | before | 0 | 8 | 送料500円 | डिलीवरी, शिपिंग, छूट, 送料, 配送料, 手数料, クーポン, 割引, एडवांस, बैलेंस, वेतन, किराया, 時給, 月給, 日給, 予約金, 家賃, 分割, ポイント, 募金, 抽選, 頭金, 内金, 残金, 罰金, 賞金, 寄付, 月々, 月額, 参加費, キャッシュバック, 手付金
en | fee | after | 0 | 8 | 200 delivery fee | delivery fee, delivery charge, delivery charges, for delivery, deposit, shipping fee, shipping, delivery, budget, salary, waybill, flat rate shipping, flat shipping, for gift wrap, each month
ru kk ky uz | fee | after | 0 | 8 | 2000 доставка | доставка, за доставку, за самовывоз, предоплата, жеткізу, жеткирүү, yetkazib berish, етказиб бериш
tr fr es it pt de ar id ja | fee | after | 0 | 8 | 25 التوصيل | kargo, livraison, envío, envio, spedizione, frete, de frete, entrega, versand, التوصيل, توصيل, ongkir, 送料, la livraison
en sw ru kk ky uz | off | after | - | 8 | 20000 тг жеңімпазға | pochta, yig'dik, from town, to confirm, to confirm your, store credit, with klarna, with afterpay, and get, and receive, for gift wrapping, by friday, жогору, жоғары, если не взяли, kwa harambee, kwa mshindi, za mshindi, за отзыв, за брак, жиналды, жинадық, чогулду, to the winner, to one winner, for the winner, for one winner, of each sale, of every sale, from each sale, to charity, for charity, to one follower, победителю, победительнице, на лечение, на операцию, на благотворительность, на руки, на парковку, на такси, жеңімпазға, жеңуіңізге, жеңүүчүгө, g'olibga
tr fr es it pt de ar id ja | off | after | - | 8 | 500 TL kazanana | ek ücret, yevmiye, burs, ödüllü, ödüllü çekiliş, değerinde çek, bonus, avec klarna, mit klarna, con klarna, de bienvenida, de bienvenue, willkommensbonus, kazan, kazanın, bağış, bağış topladık, topladık, kazanana, gesammelt, récoltés, recaudados, arrecadados, au gagnant, à la gagnante, al ganador, a la ganadora, al vincitore, ao vencedor, à vencedora, dem gewinner, an den gewinner, للفائز, untuk pemenang, 当選者, 支給, 分プレゼント, off クーポン
en | off | after | - | 8 | 500 off | off, discount, extra, voucher, gift card, prize, cashback, per month, a month, monthly, month, mo, mth, week, and above, or more, weekly, per week, a week, shopping voucher, airtime, cash prize, giveaway, credit, back, minimum, from every, from each, to ship, up for grabs, to book, each like
ru kk ky uz | off | after | - | 8 | 2000 в месяц | долями, частями, в месяц, в мес, мес, месяц, ай, айына, айга, oyiga, скидки, скидка, скидку, жеңілдік, арзандатуу, chegirma, chegirmasi, yuqori, дан юқори, и выше, бонусами, бонусов, в подарок, бонус, oshsa, qo'shimcha to'lov, за отзыв, yutib, oshdi, tejang, xayriyaga
tr fr es it pt de | off | after | - | 8 | 100 TL indirim | indirim, indirimi, üzeri, ve üzeri, üzeri alışverişlerde, alışverişe, alışverişte, d'achat, d'achats, versandkostenfrei, hediye çeki, taksit, de remise, de réduction, par mois, sans frais, de descuento, al mes, di sconto, al mese, de desconto, de cashback, por mês, ao mês, rabatt, gutschein, im monat, pro monat, altı, topladık, fark, à gagner, üstü, kupon, startguthaben, offerts, değerinde kupon, ödül
ar id ja | off | after | - | 8 | 300円引き | خصم, شهريا, في الشهر, per bulan, bulan, sebulan, diskon, 引き, オフ, off, 以上, 円引き, クーポン, 分のクーポン, 分のポイント
en | decoy | before | 0 | 5 | Size 40 | codes, drops at, drop at, live at, opens at, open at, closes at, close at, meet at, see you at, doors at, arrive at, size, sizes, sz, hit, reached, gained, crossed, past, uk, eu, eur size, us size, waist, length, bust, chest, hips, height, width, age, ages, aged, till, till no, till number, merchant code, buy goods, paybill, pay bill, acc, account, a/c, ac, business number, no, nos, number, tel, call, text, whatsapp, phone, contact, mpesa, mtn, airtel, shop, stall, room, suite, office, floor, block, plot, house, building, street, road, st, rd, box, unit, door, gate, route, bus, flat, lot, batch, code, sku, art, article, item, ref, id, iso, spf, ip, page, chapter, vol, volume, episode, ep, part, day, week, month, year, since, est, class, level, step, grade, form, rated, est
all | decoy | before | - | 3.5 | Likes 1,500 | likes, views, comments, followers, subscribers, shares, saves, members, reviews, лайков, просмотров, подписчиков, комментариев, подписчики, просмотры, beğeni, takipçi, seguidores, curtidas, j'aime, abonnés, follower, pengikut, متابعين, لايك, مشاهده, ❤, ♥, 👍, 👀, 👁, 💬
en | decoy | before | 0 | 5 | iPhone 13 | iphone, ipad, galaxy, samsung, redmi, note, infinix, tecno, spark, pixel, model, jordan, max, force, new balance, yeezy, dunk, vapormax, gtx, rtx, core, ryzen, playstation, ps, xbox, windows, series, mark, chanel, levis
sw | decoy | before | 0 | 5 | Saizi 40 | nambari, namba, simu, duka, duka namba, ghorofa, ghorofa ya, saizi, umri, umri miaka, miaka, mwaka, mita, metres, kilo, lita, saa, lipa namba, piga, mtaa, wafuasi, inch
ru | decoy | before | 0 | 5 | Размер 46 | коды, артикулы, р, р-р, р-ры, набрали, размер, размеры, размера, рост, возраст, ог, об, оп, тел, телефон, ул, улица, дом, д, кв, офис, бутик, магазин, этаж, ряд, линия, павильон, контейнер, корпус, место, код, артикул, арт, модель, номер, счет, карта, каспи, год, лет, глава, часть, день, шаг, мкр, проспект, пр, код товара, длина, осталось, уже
kk ky uz | decoy | before | 0 | 5 | Өлшем 46 | өлшем, өлшемі, жас, үй, көшесі, қабат, нөмір, нөмірі, тауар коды, өлчөм, razmer, razmerlar, o'lcham, o'lchamlar, uy, manzil
tr fr es it pt de | decoy | before | 0 | 5 | Taille 38 | kod, kodu, ürün kodu, stok, stokta, cad, sok, mah, satıldı, vendidos, verkauft, beden, numara, no, kat, boy, kilo, sk, taille, tailles, tél, tel, taglia, talla, tallas, tam, tamanho, tamanhos, rua, loja, whats, whatsapp, größe, gr, grösse, länge, rue, rasm, n°, mah
ar id ja | decoy | before | 0 | 5 | المقاسات 52 | lingkar dada, lingkar pinggang, terjual, kode, مقاس, المقاس, المقاسات, مقاسات, العمر, واتساب, رقم, ld, pb, lp, wa, jl, lt, jam, bb, tb, berat, サイズ, 着丈, 身幅, 残り, フォロワー, 営業時間
en | decoy | after | - | 5.5 | 50ml | ml, l, lt, ltr, litre, litres, liter, cl, kg, kgs, kilo, kilos, g, gm, gms, gr, grams, gram, mg, oz, lb, lbs, cm, mm, m, mtr, metre, metres, meters, km, kms, inch, inches, ft, feet, yards, mah, wh, w, watts, v, volts, hz, ghz, mhz, gb, tb, mb, mp, px, p, hp, cc, rpm, fps, dpi, k gold, karat, carat, gsm, tv, bpm, kcal, cal, calories, spf, ° , %, am, pm, hrs, hours, hour, hr, h, min, mins, minutes, sec, seconds, day, days, weeks, week, months, years, year, yrs, yr, yo, st, nd, rd, th, x, seater, tier, ply, pack, in one, kva
en | decoy | after | - | 5.5 | 500 likes | strong, followers, follower, likes, views, subscribers, members, customers, clients, orders, reviews, people, guests, students, participants, friends, sales, steps, reps, miles, run, race, marathon, challenge, gold, plated, points, stars, avenue, get, goals, looks, reasons, ways, things, times, pages, words, winners, slots, seats, spots, sq, acres, bottles, bags, boxes
en | count | after | - | 5.5 | 38 left | size, sizes, eu, uk, us, left, available, remaining, colors, colours, designs, styles, pieces, piece, pairs, pair, pcs, pc, item, items, units, packs, sets, set, s, floor, street, road
sw | decoy | after | - | 5.5 | watu 500 | watu, siku, miaka, masaa, wafuasi, jioni, asubuhi
ru | decoy | after | - | 5.5 | 350 мл | мл, л, литр, литра, литров, кг, г, гр, грамм, мг, см, мм, м, км, метр, метра, метров, дюйм, дюймов, вт, в, гц, гб, тб, мп, мач, лет, год, года, году, дня, дней, день, час, часа, часов, мин, минут, подписчиков, подписчика, лайков, просмотров, заказов, человек, клиентов, отзывов, мест, место, этаж, раз, ряд, контейнер, предметов
ru kk | count | after | - | 5.5 | 3 шт | adet kaldı, tane kaldı, kaldı, adet kaldi, шт, штук, штуки, пар, пары, пара, комплект, комплекта, размер, размера, размеры, рост, р-р, р-ры, цветов, өлшем, дана
kk ky uz | decoy | after | - | 5.5 | 15 000 жазылушы | жыл, жас, күн, сағат, минут, адам, жазылушы, тапсырыс, жазылуучу, obunachi, obunachilar, yil, kun, soat
tr fr es it pt de | decoy | after | - | 5.5 | 10.000 takipçi | takipçi, beğeni, yıl, gün, saat, beden, numara, abonnés, j'aime, jours, ans, heures, seguidores, curtidas, me gusta, años, dias, horas, seguaci, anni, follower, tage, jahre, stück, kişi, kat, lojas, ème, heure, stunden, ore
ar id ja | decoy | after | - | 5.5 | 5000 متابع | متابع, متابعين, يوم, سنه, لايك, pengikut, suka, hari, tahun, 人, 年, 月, 日, 時, 分, 階, 番, 歳, 名, 件, 位, 倍, 号, 丁目, フォロワー, いいね, 割, 回, ساعه, ساعات, jam, menit
all | decoy | after | - | 3.5 | 1.500 ❤ | ❤, ♥, 👍, 💬, 👀, 👁, 💜, 💙
en sw ru kk | free | both | 0 | 0 | Free delivery | free, bure, included, бесплатная, бесплатно, бесплатную, в подарок, тегін, акысыз, bepul, бепул, текин
tr fr es it pt de ar id ja | free | both | 0 | 0 | Frete grátis | ücretsiz, bedava, gratuite, gratuit, offerte, gratuita, gratuiti, gratis, grátis, inclusa, inclusi, inclus, incluse, kostenlos, kostenloser, kostenfrei, مجاني, مجانا, مجانيه, free, 無料, 込み, 別
en sw | filler | both | 0 | 0 | Delivery is only | mainland, island, is, are, only, just, at, for, of, the, a, an, to, ni, ya, tu, kwa, going, selling, price, cost, bei, about, approx, around, fee, charge, charges, number, no, numbers, range, ranges, up, up to, extra, rate, flat, nationwide, countrywide, upcountry, mikoani, outskirts, town, city, cbd, area, environs, all, over, your, you, and, on, with, when, if, first, order, next, code, every, any, orders, purchase, day, same, item, items, this, today, entire, everything, your order, or, more, first order, until, from, upto, between, depends, get
ru kk uz | filler | both | 0 | 0 | Это за | это, за, по, до, от, всего, цена, стоит, в, на, с, и, или, при, заказ, покупке, второй, товар, день, заказа, курьером, почтой, сдэк, почта, казпочта, платная, платно, отдельно, стоимость, составляет, курьер, регионы, межгород, uchun, faqat
tr fr es it pt de | filler | both | 0 | 0 | Frete de | ücreti, farkı, farki, fiyatı, alıcı, ödemeli, ödeme, sabit, ücretli, fixo, fixe, fijo, partout, autres, villes, standard, express, sadece, tutarı, de, des, du, le, la, les, à, est, pour, dans, en, el, los, di, il, i, gli, a, em, do, da, o, e, na, no, ab, nur, auf, ist, mit, kodu, partout, todo, tout, sur, se
ar id ja | filler | both | 0 | 0 | التوصيل فقط | चार्ज, शुल्क, فقط, دبي, ابوظبي, الشارقه, الرياض, الكويت, كازا, الرباط, رسوم, هو, على, في, الى, من, ب, hanya, cuma, untuk, jne, aramex, mulai, start, 全国, 一律, 別途, 税込, は, が, の, で, を
en sw ru | place | both | 0 | 0 | Delivery within Nairobi | within, from, to, in, around, outside, across, inside, ndani ya, ndani, nje ya, hadi, по, в, на, до
tr fr es it pt de ar id uz | place | both | 0 | 0 | Livraison à Casablanca | à, a, en, em, para, no, na, içi, innerhalb, nach, per, في, داخل, خارج, لجميع, لكل, لباقي, ke
tr uz ky kk | placed | both | 0 | 0 | Бишкек ичинде | bo'ylab, ичинде, ішінде, бойынша, боюнча, içi, içinde
`

/** A row of the table. */
export type CueRow = {
  cue: Cue
  /** Words of other meaning that may stand between; null: no word at all. */
  distance: number | null
  weight: number
}

const CUES = new Map<string, Cue>(
  (['price', 'weak', 'was', 'now', 'from', 'each', 'fee', 'off', 'decoy', 'count'] as const).map(
    (cue) => [cue, cue],
  ),
)
const ROWS = TABLE.trim()
  .split('\n')
  .map((line) => line.split(' | '))

const phrasesOf = (list: string): string[] => list.split(', ').map((phrase) => fold(phrase).text)

/** The rows of each phrase on one side of amounts; the first of two rows wins. */
function bySide(side: 'before' | 'after'): ReadonlyMap<string, CueRow> {
  const rows = ROWS.flatMap(([, named = '', at, distance, weight, , phrases = '']) => {
    const cue = CUES.get(named)
    if (cue === undefined || at !== side) return []
    const row = {
      cue,
      distance: distance === '-' ? null : Number(distance),
      weight: Number(weight),
    }
    return phrasesOf(phrases).map((phrase): [string, CueRow] => [phrase, row])
  })
  return new Map(rows.toReversed())
}

export const CUES_BEFORE = bySide('before')
export const CUES_AFTER = bySide('after')

const wordsOf = (named: string): ReadonlySet<string> =>
  new Set(
    ROWS.flatMap(([, cue, , , , , phrases = '']) => (cue === named ? phrasesOf(phrases) : [])),
  )

/** Say that nothing is paid: "free delivery". */
export const FREE = wordsOf('free')
/** Say nothing themselves and part nothing: "delivery is only". */
export const FILLERS = wordsOf('filler')
/** Begin a place, as in "delivery within Nairobi", or end it, as in "Бишкек ичинде". */
export const PLACES = wordsOf('place')
export const PLACES_AFTER = wordsOf('placed')

export const CUE_PHRASES: readonly string[] = [
  ...CUES_BEFORE.keys(),
  ...CUES_AFTER.keys(),
  ...FREE,
  ...FILLERS,
]
