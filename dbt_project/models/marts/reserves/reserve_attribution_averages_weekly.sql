{{ reserve_attribution('week_avg') }}
