-- title: Customers of one area by balance
-- source: ccb
-- timeout: 15m
-- parameter: nocs_code string             The area
-- parameter: balance_sign int = -1        What the stored balance is multiplied by
-- parameter: below decimal optional       Only balances below this
-- column: customer_no string              Customer
-- column: customer_name string            Name
-- column: address string                  Address
-- column: meter_no string                 Meter
-- column: phone string                    Phone
-- column: balance decimal                 Balance
WITH area AS (
  SELECT sa.sa_id, sa.acct_id
  FROM ci_prem_char pc
  JOIN ci_sa sa ON sa.char_prem_id = pc.prem_id AND sa.sa_type_cd = 'PPD'
  WHERE pc.char_type_cd = 'CM_NOCS' AND pc.char_val = CAST(:nocs_code AS CHAR(16))
), balance AS (
  SELECT a.sa_id, SUM(f.tot_amt) * :balance_sign AS amount
  FROM area a
  JOIN ci_ft f ON f.sa_id = a.sa_id AND f.freeze_sw = 'Y'
  GROUP BY a.sa_id
)
SELECT TRIM(a.acct_id) AS customer_no,
       n.entity_name AS customer_name,
       p.address1 || ', ' || p.address2 || ', ' || p.address3 AS address,
       TRIM(di.id_value) AS meter_no,
       TRIM(c.contact_value) AS phone,
       COALESCE(b.amount, 0) AS balance
FROM area a
JOIN ci_acct ac ON ac.acct_id = a.acct_id
JOIN ci_acct_per ap ON ap.acct_id = a.acct_id AND ap.main_cust_sw = 'Y'
JOIN ci_per_name n ON n.per_id = ap.per_id AND n.name_type_flg = 'PRIM'
LEFT JOIN c1_per_contdet c ON c.per_id = ap.per_id AND c.cnd_primary_flg = 'C1YS'
LEFT JOIN ci_prem p ON p.prem_id = ac.mailing_prem_id
LEFT JOIN ci_sa_sp ss ON ss.sa_id = a.sa_id AND ss.stop_dttm IS NULL
LEFT JOIN d1_sp_identifier si ON si.sp_id_type_flg = 'D1EI' AND si.id_value = TRIM(ss.sp_id)
LEFT JOIN d1_install_evt ie ON ie.d1_sp_id = si.d1_sp_id AND ie.d1_removal_dttm IS NULL
LEFT JOIN d1_dvc_cfg dc ON dc.device_config_id = ie.device_config_id
LEFT JOIN d1_dvc_identifier di ON di.d1_device_id = dc.d1_device_id AND di.dvc_id_type_flg = 'D1SN'
LEFT JOIN balance b ON b.sa_id = a.sa_id
WHERE :below IS NULL OR COALESCE(b.amount, 0) < :below
ORDER BY balance, customer_no
