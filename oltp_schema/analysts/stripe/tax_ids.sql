-- One row per tax id of a customer or of the account.
SELECT
    tax_ids.id,
    tax_ids.created,
    tax_ids.customer_id,
    tax_ids.country,
    tax_ids.customer_account_id,
    tax_ids.owner_account_id,
    tax_ids.owner_application_id,
    tax_ids.owner_type,
    tax_ids.type,
    tax_ids.value,
    tax_ids.verification_status,
    tax_ids.verification_verified_address,
    tax_ids.verification_verified_name,
    coalesce(tax_ids.livemode, account.livemode) AS livemode
FROM oltp.tax_ids
LEFT JOIN meta.account AS account ON TRUE
WHERE tax_ids.row_state = 'present'
