-- One row per dispute, with what it moved last.
SELECT
    disputes.id,
    disputes.created,
    disputes.status,
    disputes.amount,
    disputes.currency,
    disputes.balance_transactions,
    disputes.charge_id,
    disputes.enhanced_eligibility_types,
    disputes.evidence,
    disputes.evidence_details,
    disputes.evidence_details_due_by,
    disputes.evidence_details_has_evidence,
    disputes.evidence_details_past_due,
    disputes.evidence_details_submission_count,
    disputes.evidence_details_submission_method,
    disputes.intended_submission_method,
    disputes.is_charge_refundable,
    disputes.metadata,
    disputes.network_reason_code,
    disputes.payment_intent_id,
    disputes.payment_method_details,
    disputes.payment_method_details_card_brand,
    disputes.payment_method_details_card_case_type,
    disputes.payment_method_details_card_network_reason_code,
    disputes.payment_method_details_type,
    disputes.reason,
    coalesce(disputes.livemode, account.livemode) AS livemode,
    disputes.row_state = 'deleted' AS deleted,
    disputes.balance_transactions #>> '{0,id}' AS balance_transaction_id
FROM oltp.disputes
LEFT JOIN meta.account AS account ON TRUE
WHERE disputes.row_state <> 'unresolved'
