-- One row per event.
SELECT
    events.id,
    events.created,
    events.account_id,
    events.api_version,
    events.context,
    events.object_id,
    events.object_type,
    events.request_id,
    events.request_idempotency_key,
    events.type,
    coalesce(events.livemode, account.livemode) AS livemode,
    events.row_state = 'deleted' AS deleted
FROM oltp.events
LEFT JOIN meta.account AS account ON TRUE
WHERE events.row_state <> 'unresolved'
