{{ stage('fred__h41_averages') }}
