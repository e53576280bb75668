{{ stage('fx_forwards__outright') }}
