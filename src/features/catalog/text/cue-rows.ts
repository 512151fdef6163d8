/**
 * The cues: language | cue | side of the amount | most words of other meaning between | weight |
 * example | phrases, folded, of up to three words. A line that begins with a blank continues its
 * row. `0` allows fillers and places between, `-`
 * nothing. `yut*` is every word that begins so. Uzbek is in Latin letters and is also read in
 * Cyrillic ones.
 */
export const CUE_ROWS = `
en | price | before | 6 | 5 | Price of the bag 2,500 | price, prices, pricing, price ranges, cost, costs, costing,
  goes for, going for, go for, selling at, sells at, selling for, retailing at, retail, wholesale, yours for, asking
sw | price | before | 6 | 5 | Bei ni 1,200 | bei, bei ni, inauzwa, zinauzwa, inaenda, zinaenda, tunauza, kwa bei,
  thamani, rejareja, jumla, beeyi
ru | price | before | 6 | 5 | Цена платья 3500 | цена, цены, цене, цену, стоимость, стоит, стоят, прайс, опт, оптом,
  розница, в розницу
kk ky | price | before | 6 | 5 | Бағасы 7000 | баға, бағасы, бағамыз, құны, сатылады, баасы, баада
tr | price | before | 6 | 5 | Fiyat 450 | fiyat, fiyatı, fiyatımız, fiyati, fiyatlar, sadece fiyat
fr es it pt de | price | before | 6 | 5 | Prix 120 | prix, precio, prezzo, preço, preco, valor, preis, por apenas,
  custa, kostet, coûte
ar | price | before | 6 | 5 | السعر 180 | السعر, سعر, بسعر, الثمن, ثمن, السعر فقط, الاسعار
id hi ja | price | before | 6 | 5 | Harga 135.000 | harga, hrg, htm, कीमत, मूल्य, दाम, rate, 価格, 値段, 販売価格, 代金
en | weak | before | - | 3 | Bags @1500 | at, @, for, only, just, for only, sale, offer, 📌, 🏷, 💰, 💵, 👉, for
  rent, for hire, add on
sw ru kk | weak | before | - | 3 | Отдам за 3000 | kwa, tu, за, по, всего, всего за, тек, небары
tr fr es it pt de id ar hi ja | weak | before | - | 3 | Cuma 65rb | sadece, seulement, solo, apenas, só, por, per, à,
  nur, für, cuma, hanya, only, ب, فقط, केवल, सिर्फ, 今だけ, bor
uz | price | before | 6 | 5 | Narxi 85 ming | narxi, narx, narhi
uz | weak | before | - | 3 | Faqat 65 000 | faqat
en sw ru kk | weak | after | - | 3 | 1500 only | only, tu, pekee, last price, final price, final, asking, net, nett,
  neg, negotiable, slightly, fixed, all in, flat, obo, ono, ғана, гана, тек, всего, только
de id ar pt fr tr | weak | after | - | 3 | 20 VB | vb, vhb, saja, aja, بس, فقط, no pix, à vista, à débattre,
  seulement, lira
en | was | before | 0 | 4 | Was 2000 | was, were, before, mrp, previously, originally, instead of, formerly, usual
  price, normal price, original price, old price, rrp, regular price, reg
sw ru | was | before | 0 | 4 | Было 2000 | ilikuwa, zilikuwa, badala ya, bei ya zamani, было, был, была, вместо,
  раньше, старая цена, старая, до скидки, без скидки
kk ky | was | before | 0 | 4 | Мурун 3000 | бұрын, бұрынғы бағасы, ескі бағасы, мурун, мурда, эски баасы
uz | was | before | 0 | 4 | Eski narxi 200 000 | eski narxi, eski narx, oldin, avval
tr | was | before | 0 | 4 | Eski fiyat 600 | eski fiyat, eski fiyatı, önceden, önce
fr es it pt de | was | before | 0 | 4 | Avant 60 | avant, ancien prix, au lieu de, antes, en vez de, em vez de, era,
  prima, invece di, anziché, statt, vorher, früher, uvp, precio anterior, preço anterior
ar id ja | was | before | 0 | 4 | قبل 420 | قبل, بدل, بدلا من, عوض, كان, كانت, harga normal, harga asli, harga coret,
  normal, sebelumnya, semula, 定価, 通常価格, 元値, 参考価格
tr kk | was | after | 0 | 4 | 899₺ yerine | yerine, орнына, ордуна
uz | was | after | 0 | 4 | 200 000 o'rniga 150 000 | o'rniga
en | now | before | 0 | 4 | Now 1500 | now, now only, sale price, offer price, new price, discounted price, reduced
  to, down to, promo price
sw ru | now | before | 0 | 4 | Стало 1500 | sasa, sasa ni, bei mpya, стало, сейчас, теперь, новая цена, новая, цена со
  скидкой, со скидкой, акция, после, после скидки
kk ky | now | before | 0 | 4 | Азыр 2200 | қазір, енді, жаңа бағасы, азыр, жаңы баасы
uz | now | before | 0 | 4 | Yangi narxi 150 000 | yangi narxi, yangi narx, hozir, endi
tr | now | before | 0 | 4 | Şimdi 400 | yeni fiyat, yeni fiyatı, şimdi, simdi, indirimli fiyat, indirimli
fr es it pt de | now | before | 0 | 4 | Maintenant 39 | maintenant, nouveau prix, ahora, agora, adesso, ora, jetzt,
  nur noch
ar id ja | now | before | 0 | 4 | الان 315 | الان, دابا, دلوقتي, صار, اصبح, jadi, jadi hanya, harga promo, sekarang,
  promo, セール価格, 特価, 割引価格
en sw | from | before | 0 | 4 | From 800 | from, starting, starting at, starting from, starts at, starts from, start
  from, as low as, prices from, min, minimum, kuanzia, kuanza, inaanzia
ru tr fr es it pt de | from | before | 0 | 4 | Ab 29 € | от, на заказ от, начиная от, начиная с, à partir de, a partir
  de, dès, desde, a partire da, da, ab
ar id | from | before | 0 | 4 | تبدا من 99 | تبدا من, ابتداء من, من, ابتداءا من, mulai, mulai dari, start, dari
kk ky tr ja | from | after | 0 | 4 | 5000 теңгеден бастап | бастап, баштап, дан, ден, тан, тен, дон, den başlayan, den
  başlıyor, başlayan, dan başlayan, から, ~
uz | from | after | 0 | 4 | 80 000 so'm dan boshlab | boshlab, dan boshlab
en sw | each | before | 0 | 4 | Kila moja 450 | each, per piece, per pc, kila moja, moja kwa
ru kk tr ja fr | each | before | 0 | 4 | За штуку 1200 | за штуку, за шт, за единицу, за пару, данасы, біреуі, tanesi,
  adet, adedi, adeti, 各, 1個, chaque, la pièce, l'unité
en sw | each | after | 0 | 4 | 450 each | each, per, per piece, per pc, a piece, apiece, a pc, pp, a pair, per pair,
  per set, kila, kila moja, kila kimoja
ru kk ky | each | after | 0 | 4 | 500 за шт | за шт, за штуку, за пару, за единицу, каждая, каждый, каждое, штука,
  данасы, бір данасы, даанасы
uz | each | after | 0 | 4 | 25 000 dona | dona, donasi
fr es it pt de | each | after | 0 | 4 | 5€ pro Stück | pièce, la pièce, l'unité, chacun, par pièce, pro stück, je
  stück, das stück, cada, cada una, cada uno, cadauno, l'uno, a unidade, por unidade, la unidad, c u
tr id ar | each | after | 0 | 4 | 25rb per pcs | tanesi, adet, adedi, adeti, per pcs, per pc, per biji, per buah,
  للقطعه, للحبه, للواحد
en | delivery | before | 0 | 8 | We ship for $5 | deliver*, shipping, ship, ships, shipped, courier*, transport*,
  waybill*, postage, we deliver, we deliver at, uber*, taxi*, taxi is, taxi from, rider, rider charges, boda,
  dispatch*, dispatch to, logistics, park pick up, pick up mtaani, pick up station
sw | delivery | before | 0 | 8 | Usafiri 200 | usafiri, bodaboda, boda boda, bajaji, matatu, nauli
ru | delivery | before | 0 | 8 | Доставка 350 | достав*, отправ*, сдэк, почт*, казпочт*, такси, курьер*
kk ky | delivery | before | 0 | 8 | Жеткізу 1500 | жеткі*, жетки*, такси
uz | delivery | before | 0 | 8 | Yetkazib berish 20 000 | yetkaz*, yetkazib berish, etkaz*, etkazib berish, dostavka*,
  dastavka*, pochta*, pochta xizmati, jo'nat*, kuryer*, taksi*, viloyat*, bo'ylab dostavka, yo'lkira*, yo'l haqi
tr | delivery | before | 0 | 8 | Kargo 90 | kargo*, gönderim*, kargo ücreti, kargo bedeli, kargo bedava, kargo limiti,
  değişimde kargo, nakliye, taksi
fr | delivery | before | 0 | 8 | Livraison 30 | livraison*, frais de port, frais de livraison, frais d'envoi, port,
  expédition
es it pt | delivery | before | 0 | 8 | Frete 15 | envío*, envio*, spedizion*, frete*, entrega*, taxa de entrega, motoboy
de | delivery | before | 0 | 8 | Versand 4,99 | versand*, porto, liefer*
ar | delivery | before | 0 | 8 | التوصيل 25 | توصيل*, التوصيل*, والتوصيل*, شحن*, الشحن*, والشحن*
id | delivery | before | 0 | 8 | Ongkir 15rb | ongkir*, ongkos kirim, biaya kirim, jasa kirim, gojek, grab, ojek
hi ja | delivery | before | 0 | 8 | 送料500円 | डिलीवरी, शिपिंग, 送料, 配送料, 配送
en | fee | before | 0 | 8 | Delivery fee 200 | deposit, down payment, booking fee, booking, fee, fees, charges, off,
  save, saving, discount, win, won, voucher, gift card, giveaway, prize, salary, worth, above, over, exceeding, orders
  above, minimum order, min order, budget, earn, donate, raised, cashback, emi, payments, payments of, prepayment,
  advance, and get, and receive, coupon, promo code, shop for, shop above, purchase of, purchases of, orders of,
  instalments of, installments of, installments, instalments, installment, x, x of, cod charges, spend, balance, fine,
  fines, penalty, rent, wage, wages, stipend, refund, contributed, collected, giving away, give away, add, orders
  under, minimum order value, order value, exchange rate, dollar rate, gold rate, gold rate today, booking costs,
  booking cost, jackpot, reward, tax, top up, registration, vat, insured up to, booking amount, token amount,
  instalment, membership, lay by with, pay, book with, loan, loan of, target, winners get, school trip, school fees,
  tuition, exam fee, electricity, water bill, insurance premium, premium of, subscription fee, toll, visa fee,
  customs, customs duty, duty, winner*, winner takes, tokens, referral*, refer, pays, below, fare, commission*, start
  with, business with, your first, donat*, charged
sw | fee | before | 0 | 8 | Usafiri 200 | okoa, shinda, zaidi ya, vocha ya, vocha, punguzo, amana, salio, baki,
  kianzio, mshahara, zawadi ya, tumechangia, mchango, kodi, kodi ya fremu, kodi ya nyumba, faini, mikoani, ada ya, ada
  ya usajili, malipo ya kwanza, malipo ya awali, pungufu, deposit half, weka, tuma, lipa deposit, pesa ya fare, lipa
  nusu, fees ya, fare, contribution, contributions, harambee, insurance
ru | fee | before | 0 | 8 | Доставка 350 | приз, свыше, зарплата, оклад, платежа по, платежей по, минимальный заказ,
  при покупке, при заказе, закажите на, заказе на, долями, мес по, месяцев по, месяца по, х, штраф, собрали, собрано,
  пожертвовали, вернем, призовой фонд, аренда бутика, зп, курс доллара, курс евро, курс рубля, сплит, заказ от, заказы
  от, заказе от, заказа от, минимальная сумма, сумма заказа, мин заказ, подарочная карта, подарочную карту, выгода,
  дарим, чек от, при чеке, чеке от, бесплатно от, рассрочка от, по области, со скидкой, подарок, каждого друга, выше,
  больше, выигр*, розыгр*, разыгр*, побед*, сертификат*, предоплат*, аванс*, депозит*, залог*, скидк*, экономи*,
  сэконом*, рассрочк*, платеж*, кэшб*, кешб*, купон*, промокод*, чаев*, возврат*, аренд*, бонус*, вознагражд*,
  доплат*, остат*, бронь, брони*, подработк*, ставк*
en | fee | before | 3 | 8 | I paid $60 for parking | pay in, payments of, shipping available, pay later with, tips
  welcome, i paid, we paid, you paid, i spent, we spent, you spent, fined, fine of, covers up to, insured for,
  scholarship, scholarship of, grant of, bursary of, fundraising, owes me, invoice of, closed at, trading at, charged
  us, charged me, cost me, our goal, our goal is, goal is, goal of, we need, we still need, bet you, bill, bill is,
  landlord wants, groceries, petrol, diesel, fuel, fuel is, fuel is now, refund of, refunded, saved, hotel deposit,
  revenue, revenue of, turnover, turnover of, we raised, we have raised, fare, fees, lost my
en | fee | before | - | 8 | Get $15 when a friend signs up | we charge, tips, venmo, gift wrap, get, receive, send,
  paying, fare, fare was, budget under, extra
ru | fee | before | 3 | 8 | Собираем на лечение 150000 ₽ | сбор на, оборот, сниму, куплю, осталось собрать, вернули,
  номиналом, сэкономили, сэкономила, билет стоил, билет в, зарабатываю, отдала, отдал, ремонт, пополнили, стипенди*,
  зарплат*, оклад*, штраф*, пожертв*, комисси*, собрал*, собира*, потрат*, заплатил*, задат*, грант*, выручк*,
  парковк*, пенси*, пособи*, бензин*, квартплат*, коммунал*, премия*
ru | fee | before | - | 8 | Осталось 300 рублей | плати частями, платите частями, примерка, упаковка, осталось,
  получи, получите, верну
kk ky | fee | before | 3 | 8 | Шәкіртақы 52 000 тг | айына, пенсия, комиссия, стипендия, грант, жинап жатырмыз,
  стипендиясы, чогулттук, жумшадым, жұмсадым, жеңімпаз*, ұтыс*, утуш*, айыппұл*, айып*, шәкіртақы*, зейнетақы*,
  жинад*, жалақы*, айлық*, айлык*
tr fr es it pt de | fee | before | 3 | 8 | Burs 3.000 TL | harcadım, otopark, topladık, j'ai payé, j'ai dépensé,
  bourse de, stationnement, chiffre d'affaires, gasté, pagué, beca de, sorteamos, sortea, facturación,
  estacionamiento, ho pagato, ho speso, borsa di studio, parcheggio, gastei, paguei, bolsa de estudos, estacionamento,
  sorteamos um, stipendium, parkplatz, umsatz, im wert von, wert von, cheque regalo, tarjeta regalo, faltam, faltan,
  il manque, ilk siparişe, ilk alışverişe, bußgeld, nachnahmegebühr, gebühr, erstattung, loyer est passé, loyer,
  remboursement de, frais de retour, devolución, reembolso, passagem, passagem a, diária de, vale de, d'une valeur de,
  del valore di, à gagner, gagn*, regalamos, regala, verlosen, verlosung, kişiye, ganha, ganhe, ceza*, burs*, bağış*,
  maaş*, taksit*, kapora*, kaparo*, çekiliş*, aidat*, vergi*, sigorta*, komisyon*, depozito*, elektrik*, ödül*,
  hediyesi, köprü, kurulum*, dolar, altın gram*
ar id ja | fee | before | 3 | 8 | Beasiswa 2jt | منحه, دفعت, صرفت, موقف, beasiswa, denda, denda telat, saldo, pulsa,
  saya bayar, omzet, parkir, 交通費, 返品送料, ラッピング, 奨学金, 駐車場, 売上, 寄付金, listrik, tiket, راتب, الراتب, سحب, السحب
tr | fee | before | 0 | 8 | Kayıt ücreti 250 TL | aidat, vergi, yol parası, hediye paketi, bahşiş, kuaför, benzin,
  yevmiye, kayıt ücreti, sigorta, elektrik faturası, hizmet bedeli, komisyon, değişim, harç, taksit x, aylık, kapora,
  çekiliş, hediye çeki, kalan, maaş, kira, çekilişte, bağış, minimum sipariş, min sipariş, ceza, depozito, kaparo, ön
  ödeme, kapıda ödeme, iade, ödül, asgari ücret, hediye kartı, ek ücret, asgari sipariş tutarı, kasko, indirim*,
  minimum sepet, kazı kazan, bu ay, kupon*, bakiye*, peşinat*, fatura*, bilet*, kirası*, kiramız*, saatlik*, günlük*,
  ikramiye*
id | fee | before | 0 | 8 | Jasa kirim 18rb | uang kembali, tiket masuk, umr, ump, thr, untung, komisi reseller,
  cicilan, admin, bubble wrap, packing, packing kayu, charge, laba, modal, iuran, spp, upah, honor, diskon, potongan,
  dp, min belanja, minimal belanja, minimal order, minimum order, di atas, senilai, bonus, pembelian, cashback, sisa,
  pelunasan, gaji, donasi, terkumpul, biaya, biaya admin, hadiah, sewa, sewa ruko, denda, uang muka, hemat, potongan
  harga, arisan, belanja, pajak, biaya packing, harga naik, listrik, tiket, subsidi*, bensin, komisi*, lowongan
uz | fee | before | - | 8 | Kurs bugun 12 650 | kurs, kurs bugun, dolar
kk ky | fee | before | 0 | 8 | Жеткизүү 150 | жалақы, бөліп төлеу, алдын ала төлөм, алдын ала төлем, қалған, қалғаны,
  калганы, айлық, айлык, айыппұл, айып, жинадық, жыйнадык, белек, ай сайын, утуш, ұтыс, бөлүп төлөө, жеңілдік*,
  арзандат*, бонус*, кэшбэк*, сертификат*
uz | fee | before | 0 | 8 | Bonus 50 000 | g'olib*, skidka*, bonus*, keshb*, chegirma*, zaklad*, depozit*, avans*,
  oldindan, oldindan to'lov, qolgani*, kamida, minimal buyurtma, muddatli to'lov, bo'lib to'lash, toshkent bo'ylab,
  shahar bo'ylab, tejamkorlik, har oy, oy davomida, oyga, oyiga, sovg'a, sovg'a karta, sovg'a sertifikati,
  sertifikat*, vaucher*, voucher*, har bir xariddan, kommunal*, benzin*, garov*, bron*, zakaz uchun, kafolat puli,
  paynet*, kuniga, haftasiga, do'st*, chekdan, qadoqlash*, birinchi o'rin, ikkinchi o'rin, uchinchi o'rin, sotuvdan,
  komissiya*, minimal*, eng kam, zalog*, kirish*, bojxona*, boshlang'ich, reklama*, yordam puli, o'rin, yo'l puli,
  mijozlarga, kvitansiya*, ta'mirlash*, qaytim*, eng ko'p, yut*
uz | fee | before | 3 | 8 | Jarimaga 412 000 to'ladim | maosh*, oylik*, ish haqi, ish haqqi, ish haq, ijara*, sovrin*,
  mukofot*, xayriya*, ehson*, yig'ildi, jarima*, sug'urta*, nafaqa*, stipendiya*, qarz*, operatsiya*, sarfla*, ishlab,
  metro, to'yiga, soliq*, xarajat*, mijozimizga, obunachiga, chipta*, pensiya*, foyda*, tushum*, sarmoya*, jamg'arma*,
  mablag'*, to'plangan, yig'dik, yig'amiz
fr | fee | before | 0 | 8 | Livraison 30 | bon d'achat, chèque cadeau, fois, sans frais, code promo, plus de, remise,
  réduction, acompte, avance, reste, loyer, salaire, récolté, avons récolté, collecté, reversé, gagnez, tombola,
  cagnotte, commande minimum, amende, caution, arrhes, mensualités de, économisez, vous économisez, bon de, frais,
  prime de, chèque, supérieure à, supérieur à
es it pt | fee | before | 0 | 8 | Frete 15 | descuento, sconto, desconto, ganhe, sinal, x de, parcelas de, vezes de,
  acima de, a cima de, cuotas de, cuotas, parcelas, vezes, sem juros, cupom, cupom de, cupón, más de, mais de, sopra,
  oltre, rate da, restante, resto, pedido mínimo, compra mínima, salário, salario, sueldo, stipendio, arrecadamos,
  recaudado, raccolto, raccolti, sorteo, sorteio, aluguel, alquiler, affitto, taxa, multa, caparra, acconto, anticipo,
  señal, doamos, ordine minimo, premio, prêmio, gratis desde, gratis sopra, buono, buono da, risparmi, ahorras,
  ahorra, economize, vale presente, vale, entrada de, parcela, cashback
de | fee | before | 0 | 8 | Versand 4,99 | rabatt, gutschein, anzahlung, über, mindestbestellwert, restzahlung, rest,
  restbetrag, miete, stundenlohn, lohn, gehalt, spende, gesammelt, strafe, kaution, pfand, ratenzahlung, raten,
  sparen, spare, startguthaben
ar | fee | before | 0 | 8 | التوصيل 25 | خصم, فوق, اكثر من, عربون, تخفيض, جائزه, العربون, الباقي, الراتب, راتب, الحد
  الادنى, الحد الادنى للطلب, غرامه, ايجار, الايجار, تبرع, تبرعات, جمعنا, قسط, مقدم, تسبيق, اربح, وفر, كوبون, قسيمه,
  بطاقه هديه, بقيمه, قسم, دفعات
hi ja | fee | before | 0 | 8 | 送料500円 | छूट, 手数料, クーポン, 割引, एडवांस, बैलेंस, वेतन, किराया, 時給, 月給, 日給, 予約金, 家賃, 分割,
  ポイント, 募金, 抽選, 頭金, 内金, 残金, 罰金, 賞金, 寄付, 月々, 月額, 参加費, キャッシュバック, 手付金
en ru | fee | after | 0 | 8 | 200 delivery fee | delivery fee, delivery charge, delivery charges, for delivery,
  deposit, shipping fee, shipping, delivery, budget, salary, waybill, flat rate shipping, flat shipping, for gift
  wrap, each month, предоплата, за самовывоз
en sw ru kk ky | off | after | - | 8 | 500 off | from town, to confirm, to confirm your, store credit, with klarna,
  with afterpay, and get, and receive, for gift wrapping, by friday, жогору, жоғары, если не взяли, kwa harambee, kwa
  mshindi, za mshindi, за отзыв, за брак, жиналды, жинадық, чогулду, to the winner, to one winner, for the winner, for
  one winner, of each sale, of every sale, from each sale, to charity, for charity, to one follower, победителю,
  победительнице, на лечение, на операцию, на благотворительность, на руки, на парковку, на такси, жеңімпазға,
  жеңуіңізге, жеңүүчүгө, off, discount, extra, voucher, gift card, prize, cashback, per month, a month, monthly,
  month, mo, mth, week, and above, or more, weekly, per week, a week, shopping voucher, airtime, cash prize, giveaway,
  credit, back, minimum, from every, from each, to ship, up for grabs, to book, each like, an hour, per hour, hourly,
  смена, за смену, в час, в подарок, off ukichukua, в день, за день, в сутки
tr fr es it pt de ar id ja | off | after | - | 8 | 500 TL kazanana | ek ücret, yevmiye, burs, ödüllü, ödüllü çekiliş,
  değerinde çek, bonus, avec klarna, mit klarna, con klarna, de bienvenida, de bienvenue, willkommensbonus, kazan,
  kazanın, bağış, bağış topladık, topladık, kazanana, gesammelt, récoltés, recaudados, arrecadados, au gagnant, à la
  gagnante, al ganador, a la ganadora, al vincitore, ao vencedor, à vencedora, dem gewinner, an den gewinner, للفائز,
  untuk pemenang, 当選者, 支給, 分プレゼント, off クーポン, indirim, indirimi, üzeri, ve üzeri, üzeri alışverişlerde, alışverişe,
  alışverişte, d'achat, d'achats, versandkostenfrei, hediye çeki, taksit, de remise, de réduction, par mois, sans
  frais, de descuento, al mes, di sconto, al mese, de desconto, de cashback, por mês, ao mês, rabatt, gutschein, im
  monat, pro monat, altı, fark, à gagner, üstü, kupon, startguthaben, offerts, değerinde kupon, ödül, خصم, شهريا, في
  الشهر, per bulan, bulan, sebulan, diskon, 引き, オフ, off, 以上, 円引き, クーポン, 分のクーポン, 分のポイント, hediye, プレゼント, en cadeau
ru kk ky | off | after | - | 8 | 2000 в месяц | долями, частями, в месяц, в мес, мес, месяц, ай, айына, айга, скидки,
  скидка, скидку, жеңілдік, арзандатуу, дан юқори, и выше, бонусами, бонусов, в подарок, бонус, за отзыв
uz | off | after | 3 | 8 | 500 000 so'm yutib oling | yut*, yig'*, to'la*, g'olib*, xayriya*, ehson*, berdim, kerak,
  oyiga, daromad*, ishla*, keshb*, vaucher*, voucher*, chegirma*, yuqori, ortiq, oshsa, oshdi, xaridga, xariddan,
  xaridlarga, qo'shimcha to'lov, tejang, pochta, mukofot*, paynet*, savdo, topish, topasiz, uyiga, alohida, haftada,
  kuniga, mumkin, ekan, bizdan, foyda*, reklama*, berildi
en | decoy | before | 0 | 5 | Size 40 | codes, drops at, drop at, live at, opens at, open at, closes at, close at,
  meet at, see you at, doors at, arrive at, size, sizes, sz, hit, reached, gained, crossed, past, uk, eu, eur size, us
  size, waist, length, bust, chest, hips, height, width, age, ages, aged, till, till no, till number, merchant code,
  buy goods, paybill, pay bill, acc, account, a/c, ac, business number, no, nos, number, tel, call, text, whatsapp,
  phone, contact, mpesa, mtn, airtel, shop, stall, room, suite, office, floor, block, plot, house, building, street,
  road, st, rd, box, unit, door, gate, route, bus, flat, lot, batch, code, sku, art, article, item, ref, id, iso, spf,
  ip, page, chapter, vol, volume, episode, ep, part, day, week, month, year, since, est, class, level, step, grade,
  form, rated, iphone, ipad, galaxy, samsung, redmi, note, infinix, tecno, spark, pixel, model, jordan, max, force,
  new balance, yeezy, dunk, vapormax, gtx, rtx, core, ryzen, playstation, ps, xbox, windows, series, mark, chanel,
  levis
all | decoy | before | - | 3.5 | Likes 1,500 | likes, views, comments, followers, subscribers, shares, saves, members,
  reviews, лайков, просмотров, подписчиков, комментариев, подписчики, просмотры, beğeni, takipçi, seguidores,
  curtidas, j'aime, abonnés, follower, pengikut, متابعين, لايك, مشاهده, ❤, ♥, 👍, 👀, 👁, 💬
sw | decoy | before | 0 | 5 | Saizi 40 | nambari, namba, simu, duka, duka namba, ghorofa, ghorofa ya, saizi, umri,
  umri miaka, miaka, mwaka, mita, metres, kilo, lita, saa, lipa namba, piga, mtaa, wafuasi, inch
ru | decoy | before | 0 | 5 | Размер 46 | коды, артикулы, р, р-р, р-ры, набрали, размер, размеры, размера, рост,
  возраст, ог, об, оп, тел, телефон, ул, улица, дом, д, кв, офис, бутик, магазин, этаж, ряд, линия, павильон,
  контейнер, корпус, место, код, артикул, арт, модель, номер, счет, карта, каспи, год, лет, глава, часть, день, шаг,
  мкр, проспект, пр, код товара, длина, осталось, уже
kk ky | decoy | before | 0 | 5 | Өлшем 46 | өлшем, өлшемі, жас, үй, көшесі, қабат, нөмір, нөмірі, тауар коды, өлчөм
tr fr es it pt de | decoy | before | 0 | 5 | Taille 38 | kod, kodu, ürün kodu, stok, stokta, cad, sok, mah, satıldı,
  vendidos, verkauft, beden, numara, no, kat, boy, kilo, sk, taille, tailles, tél, tel, taglia, talla, tallas, tam,
  tamanho, tamanhos, rua, loja, whats, whatsapp, größe, gr, grösse, länge, rue, rasm, n°
ar id ja | decoy | before | 0 | 5 | المقاسات 52 | lingkar dada, lingkar pinggang, terjual, kode, مقاس, المقاس,
  المقاسات, مقاسات, العمر, واتساب, رقم, ld, pb, lp, wa, jl, lt, jam, bb, tb, berat, サイズ, 着丈, 身幅, 残り, フォロワー, 営業時間
uz | decoy | before | 0 | 5 | Razmer 46 | razmer*, o'lcham*, uy, manzil*, karta, karta raqami
en | decoy | after | - | 5.5 | 50ml | ml, l, lt, ltr, litre, litres, liter, cl, kg, kgs, kilo, kilos, g, gm, gms, gr,
  grams, gram, mg, oz, lb, lbs, cm, mm, m, mtr, metre, metres, meters, km, kms, inch, inches, ft, feet, yards, mah,
  wh, w, watts, v, volts, hz, ghz, mhz, gb, tb, mb, mp, px, p, hp, cc, rpm, fps, dpi, k gold, karat, carat, gsm, tv,
  bpm, kcal, cal, calories, spf, ° , %, am, pm, hrs, hours, hour, hr, h, min, mins, minutes, sec, seconds, day, days,
  weeks, week, months, years, year, yrs, yr, yo, st, nd, rd, th, x, seater, tier, ply, pack, in one, kva, strong,
  followers, follower, likes, views, subscribers, members, customers, clients, orders, reviews, people, guests,
  students, participants, friends, sales, steps, reps, miles, run, race, marathon, challenge, gold, plated, points,
  stars, avenue, get, goals, looks, reasons, ways, things, times, pages, words, winners, slots, seats, spots, sq,
  acres, bottles, bags, boxes
en | count | after | - | 5.5 | 38 left | size, sizes, eu, uk, us, left, available, remaining, colors, colours,
  designs, styles, pieces, piece, pairs, pair, pcs, pc, item, items, units, packs, sets, set, s, floor, street, road
sw | decoy | after | - | 5.5 | watu 500 | watu, siku, miaka, masaa, wafuasi, jioni, asubuhi
ru | decoy | after | - | 5.5 | 350 мл | мл, л, литр, литра, литров, кг, г, гр, грамм, мг, см, мм, м, км, метр, метра,
  метров, дюйм, дюймов, вт, в, гц, гб, тб, мп, мач, лет, год, года, году, дня, дней, день, час, часа, часов, мин,
  минут, подписчиков, подписчика, лайков, просмотров, заказов, человек, клиентов, отзывов, мест, место, этаж, раз,
  ряд, контейнер, предметов
ru kk | count | after | - | 5.5 | 3 шт | adet kaldı, tane kaldı, kaldı, adet kaldi, шт, штук, штуки, пар, пары, пара,
  комплект, комплекта, размер, размера, размеры, рост, р-р, р-ры, цветов, өлшем, дана
kk ky | decoy | after | - | 5.5 | 15 000 жазылушы | жыл, жас, күн, сағат, минут, адам, жазылушы, тапсырыс, жазылуучу
uz | decoy | after | - | 5.5 | 10 000 obunachi | obunachi*, yil, kun, soat, mijoz*, xaridor*
tr fr es it pt de | decoy | after | - | 5.5 | 10.000 takipçi | takipçi, beğeni, yıl, gün, saat, beden, numara,
  abonnés, j'aime, jours, ans, heures, seguidores, curtidas, me gusta, años, dias, horas, seguaci, anni, follower,
  tage, jahre, stück, kişi, kat, lojas, ème, heure, stunden, ore
ar id ja | decoy | after | - | 5.5 | 5000 متابع | متابع, متابعين, يوم, سنه, لايك, pengikut, suka, hari, tahun, 人, 年,
  月, 日, 時, 分, 階, 番, 歳, 名, 件, 位, 倍, 号, 丁目, フォロワー, いいね, 割, 回, ساعه, ساعات, jam, menit
all | decoy | after | - | 3.5 | 1.500 ❤ | ❤, ♥, 👍, 💬, 👀, 👁, 💜, 💙
en sw ru kk | free | both | 0 | 0 | Free delivery | free, bure, included, бесплатная, бесплатно, бесплатную, в
  подарок, тегін, акысыз, текин
tr fr es it pt de ar id ja | free | both | 0 | 0 | Frete grátis | ücretsiz, bedava, gratuite, gratuit, offerte,
  gratuita, gratuiti, gratis, grátis, inclusa, inclusi, inclus, incluse, kostenlos, kostenloser, kostenfrei, مجاني,
  مجانا, مجانيه, free, 無料, 込み, 別, geschenkt
uz | free | both | 0 | 0 | Bepul yetkazish | bepul, tekin, bizdan
en sw | filler | both | 0 | 0 | Delivery is only | mainland, island, is, are, only, just, at, for, of, the, a, an, to,
  ni, ya, tu, kwa, going, selling, price, cost, bei, about, approx, around, fee, charge, charges, number, no, numbers,
  range, ranges, up, up to, extra, rate, flat, nationwide, countrywide, upcountry, mikoani, outskirts, town, city,
  cbd, area, environs, all, over, your, you, and, on, with, when, if, first, order, next, code, every, any, orders,
  purchase, day, same, item, items, this, today, entire, everything, your order, or, more, first order, until, from,
  upto, between, depends, get, takes, gets, other, others, emirates, outside, walks, away
ru kk | filler | both | 0 | 0 | Это за | это, за, по, до, от, всего, цена, стоит, в, на, с, и, или, при, заказ,
  покупке, второй, товар, день, заказа, курьером, почтой, сдэк, почта, казпочта, платная, платно, отдельно, стоимость,
  составляет, курьер, регионы, межгород, другие, другои, города, город, через, аласыз, если, яндекс
uz | filler | both | 0 | 0 | Bir dona uchun 5 000 | uchun, faqat, bugun, orqali, har, bir, yoki, to'lov, xizmati,
  olib, va, dan, xarid, xaridlar, buyurtma, buyurtmalar, bo'lsa, shahar, viloyat, poytaxt
tr fr es it pt de | filler | both | 0 | 0 | Frete de | ücreti, farkı, farki, fiyatı, alıcı, ödemeli, ödeme, sabit,
  ücretli, fixo, fixe, fijo, partout, autres, villes, standard, express, sadece, tutarı, de, des, du, le, la, les, à,
  est, pour, dans, en, el, los, di, il, i, gli, a, em, do, da, o, e, na, no, ab, nur, auf, ist, mit, kodu, todo, tout,
  sur, se, ou, oder, hors, olarak, yurt, alıcıya, ait, sepet
ar id ja | filler | both | 0 | 0 | التوصيل فقط | चार्ज, शुल्क, فقط, دبي, ابوظبي, الشارقه, الرياض, الكويت, كازا,
  الرباط, رسوم, هو, على, في, الى, من, ب, hanya, cuma, untuk, jne, aramex, mulai, start, 全国, 一律, 別途, 税込, は, が, の, で, を,
  الامارات, luar, dalam, 沖縄, 北海道, 離島, 本州, atau, sampai
en sw ru | place | both | 0 | 0 | Delivery within Nairobi | within, from, to, in, around, outside, across, inside,
  ndani ya, ndani, nje ya, hadi, по, в, на, до, mpaka
tr fr es it pt de ar id uz | place | both | 0 | 0 | Livraison à Casablanca | à, a, en, em, para, no, na, içi,
  innerhalb, nach, per, في, داخل, خارج, لجميع, لكل, لباقي, ke
tr uz ky kk | placed | both | 0 | 0 | Бишкек ичинде | ичинде, ішінде, бойынша, боюнча, içi, içinde
uz | placed | both | 0 | 0 | Toshkent ichida | bo'ylab, ichida, tashqarisi
`
