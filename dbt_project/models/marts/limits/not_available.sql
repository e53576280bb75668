select metric, area, label_en, label_zh, why as degraded_reason, needed, page from {{ ref('unavailable_metrics') }}
