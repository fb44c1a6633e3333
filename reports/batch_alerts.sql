-- title: Alerts about batches
-- source: tocsin
-- description: Cards that went out about single batches, newest first.
-- parameter: hours int = 168              So many hours back
-- column: batch_code string               Batch
-- column: alert_type string               Alert
-- column: sent_at timestamp               Sent
SELECT batch_code, alert_type, sent_at
FROM batch_monitoring_alert
WHERE sent_at > (SELECT MAX(sent_at) FROM batch_monitoring_alert) - :hours * INTERVAL '1' HOUR
ORDER BY sent_at DESC, batch_code
