{{ stage('treasury_yields__par_yields') }}
