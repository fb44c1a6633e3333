-- title: What a customer was billed
-- source: ccb
-- timeout: 60s
-- description: One row for each bill segment, newest first; cancelled ones (60) are left out. PAYOFF_BAL is as CC&B keeps it:
-- description: positive is owed.
-- parameter: custId string                Customer number
-- parameter: months int = 12              So many months back
-- column: START_DT date                   From
-- column: END_DT date                     To
-- column: DAILY_CHARGES decimal           Charge
-- column: QUANTITY decimal                kWh
-- column: PAYOFF_BAL decimal              Balance
-- column: NOCS_NAME string                Area
-- column: MSN string                      Meter
WITH account AS (
  SELECT sa.sa_id, sa.char_prem_id
  FROM ci_sa sa
  WHERE sa.acct_id = CAST(LPAD(:custId, 10, '0') AS CHAR(10)) AND sa.sa_type_cd = 'PPD'
), balance AS (
  SELECT f.sa_id, SUM(f.tot_amt) AS amount
  FROM ci_ft f JOIN account a ON a.sa_id = f.sa_id
  WHERE f.freeze_sw = 'Y'
  GROUP BY f.sa_id
), charge AS (
  SELECT b.bseg_id, MAX(l.audit_calc_amt) AS amount
  FROM ci_bseg b
  JOIN account a ON a.sa_id = b.sa_id
  JOIN ci_bseg_calc_ln l ON l.bseg_id = b.bseg_id AND l.calc_rule_cd = 'CM_TOTALCHRGE'
  WHERE b.bseg_stat_flg <> '60'
  GROUP BY b.bseg_id
), reading AS (
  SELECT b.bseg_id, MAX(d.end_msrmt) - MIN(d.start_msrmt) AS quantity, MAX(mc.d1_device_id) AS device
  FROM ci_bseg b
  JOIN account a ON a.sa_id = b.sa_id
  JOIN c1_usage cu ON cu.bseg_id = b.bseg_id
  JOIN d1_usage u ON u.usg_ext_id = cu.usage_id
  JOIN d1_usage_scalar_dtl d ON d.d1_usage_id = u.d1_usage_id
  LEFT JOIN d1_measr_comp mc ON mc.measr_comp_id = d.measr_comp_id
  GROUP BY b.bseg_id
)
SELECT b.start_dt AS START_DT,
       b.end_dt AS END_DT,
       c.amount AS DAILY_CHARGES,
       r.quantity AS QUANTITY,
       COALESCE(m.amount, 0) AS PAYOFF_BAL,
       v.descr AS NOCS_NAME,
       TRIM(di.id_value) AS MSN
FROM account a
JOIN ci_bseg b ON b.sa_id = a.sa_id AND b.bseg_stat_flg <> '60'
LEFT JOIN charge c ON c.bseg_id = b.bseg_id
LEFT JOIN reading r ON r.bseg_id = b.bseg_id
LEFT JOIN balance m ON m.sa_id = a.sa_id
LEFT JOIN ci_prem_char pc ON pc.prem_id = a.char_prem_id AND pc.char_type_cd = 'CM_NOCS'
LEFT JOIN ci_char_val_l v ON v.char_type_cd = 'CM_NOCS' AND v.char_val = pc.char_val AND v.language_cd = 'ENG'
LEFT JOIN d1_dvc_identifier di ON di.d1_device_id = r.device AND di.dvc_id_type_flg = 'D1SN'
WHERE b.end_dt >= CURRENT_DATE - 31 * CAST(:months AS INT)
ORDER BY b.end_dt DESC
