-- One row per tax rate.
SELECT
    tax_rates.id,
    tax_rates.created,
    tax_rates.active,
    tax_rates.country,
    tax_rates.description,
    tax_rates.display_name,
    tax_rates.effective_percentage,
    tax_rates.flat_amount_amount,
    tax_rates.flat_amount_currency,
    tax_rates.inclusive,
    tax_rates.jurisdiction,
    tax_rates.jurisdiction_level,
    tax_rates.metadata,
    tax_rates.percentage,
    tax_rates.rate_type,
    tax_rates.state,
    tax_rates.tax_type,
    coalesce(tax_rates.livemode, account.livemode) AS livemode,
    tax_rates.row_state = 'deleted' AS deleted
FROM oltp.tax_rates
LEFT JOIN meta.account AS account ON TRUE
WHERE tax_rates.row_state <> 'unresolved'
