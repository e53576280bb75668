{{ reserve_attribution('wed_level') }}
