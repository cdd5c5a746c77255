-- One row per currency: how many decimals its minor unit is, as Stripe counts them.
--
-- code: ISO 4217, in lower case, as in all tables.
-- exponent: An amount divided by 10 to this power is in major units: 2 for cents, 0 for yen.
SELECT
    code,
    CASE
        WHEN
            code IN (
                'bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv',
                'xaf', 'xof', 'xpf'
            )
            THEN 0
        WHEN code IN ('bhd', 'iqd', 'jod', 'kwd', 'lyd', 'omr', 'tnd') THEN 3
        ELSE 2
    END AS exponent
FROM unnest(
    string_to_array(
        'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd btn bwp byn bzd '
        || 'cad cdf chf clp cny cop crc cup cve czk djf dkk dop dzd egp ern etb eur fjd fkp gbp gel ghs gip gmd '
        || 'gnf gtq gyd hkd hnl hrk htg huf idr ils inr iqd irr isk jmd jod jpy kes kgs khr kmf kpw krw kwd kyd '
        || 'kzt lak lbp lkr lrd lsl lyd mad mdl mga mkd mmk mnt mop mro mru mur mvr mwk mxn myr mzn nad ngn nio '
        || 'nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sdg sek sgd shp sle sll '
        || 'sos srd ssp std stn svc syp szl thb tjs tmt tnd top try ttd twd tzs uah ugx usd uyu uzs vef ves vnd '
        || 'vuv wst xaf xcd xcg xof xpf yer zar zmw zwl',
        ' '
    )
) AS known (code)
