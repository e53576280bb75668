{{ stage('cftc__yen_futures') }}
