{{ stage('cip__govt_premium') }}
