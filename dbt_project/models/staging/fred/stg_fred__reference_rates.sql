{{ stage('fred__reference_rates') }}
